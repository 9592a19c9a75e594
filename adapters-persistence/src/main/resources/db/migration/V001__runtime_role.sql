-- The role that the running program takes on each of its connections (SET ROLE). It owns nothing
-- and bypasses nothing, so row-level security binds it. It cannot log in: one login both migrates
-- and, as this role, runs.
--
-- Roles belong to the whole server, so another database's migration may be creating it right now.
DO $$
DECLARE
  -- A member may hold a role without being allowed to take it; only 16 and newer tell these apart.
  membership text :=
    CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'parley_app') THEN
    BEGIN
      CREATE ROLE parley_app NOLOGIN;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN
        NULL;
    END;
  END IF;
  IF NOT pg_has_role(current_user, 'parley_app', membership) THEN
    BEGIN
      GRANT parley_app TO CURRENT_USER;
    EXCEPTION
      WHEN unique_violation THEN
        NULL;
    END;
  END IF;
EXCEPTION
  WHEN insufficient_privilege THEN
    RAISE insufficient_privilege USING
      MESSAGE = format(
        'The login %1$I may not create or take the role parley_app. Have an administrator run: '
        'CREATE ROLE parley_app NOLOGIN; GRANT parley_app TO %1$I;',
        current_user);
END
$$;

DO $$
BEGIN
  IF NOT has_schema_privilege('parley_app', current_schema(), 'USAGE') THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO parley_app', current_schema());
  END IF;
END
$$;

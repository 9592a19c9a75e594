CREATE TABLE tenants (
  id uuid PRIMARY KEY,
  slug text NOT NULL,
  name text NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'suspended')),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (slug)
);

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON tenants USING (may_see(id)) WITH CHECK (may_see(id));
GRANT SELECT, INSERT, UPDATE, DELETE ON tenants TO parley_app;

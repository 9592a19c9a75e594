-- What a bot talks about, and what it does with everything else.
CREATE TABLE scopes (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  allowed_topics text[] NOT NULL,
  example_questions text[] NOT NULL,
  denied_topics text[] NOT NULL,
  refusal_message text NOT NULL,
  strictness text NOT NULL CHECK (strictness IN ('off', 'lenient', 'strict')),
  -- For each kind of personal data: allow, mask or block.
  pii_policy jsonb NOT NULL,
  -- Whether answers come from passages only.
  grounded_only boolean NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX scopes_by_age ON scopes (tenant_id, created_at DESC, id DESC);

ALTER TABLE scopes ENABLE ROW LEVEL SECURITY;
ALTER TABLE scopes FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON scopes USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON scopes TO parley_app;

CREATE TABLE api_keys (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL,
  prefix text NOT NULL,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  roles text[] NOT NULL CHECK (cardinality(roles) > 0),
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX api_keys_by_age ON api_keys (tenant_id, created_at DESC, id DESC);

-- Without the tenant: whose key was presented is what is to be found out.
CREATE INDEX api_keys_by_prefix ON api_keys (prefix);

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON api_keys USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON api_keys TO parley_app;

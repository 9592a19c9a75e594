CREATE TABLE datasets (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  tags text[] NOT NULL,
  embedding_model text NOT NULL,
  chunk_size int NOT NULL CHECK (chunk_size > 0),
  chunk_overlap int NOT NULL CHECK (chunk_overlap >= 0),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX datasets_by_age ON datasets (tenant_id, created_at DESC, id DESC);

ALTER TABLE datasets ENABLE ROW LEVEL SECURITY;
ALTER TABLE datasets FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON datasets USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON datasets TO parley_app;

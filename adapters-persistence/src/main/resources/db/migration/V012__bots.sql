CREATE TABLE bots (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  slug text NOT NULL,
  name text NOT NULL,
  system_prompt text NOT NULL,
  -- Absent: the installation's default.
  model text,
  -- Absent: the provider's default.
  temperature double precision,
  retrieval_k int NOT NULL CHECK (retrieval_k > 0),
  retrieval_min_score double precision NOT NULL,
  retrieval_mode text NOT NULL CHECK (retrieval_mode IN ('hybrid', 'semantic', 'keyword')),
  greeting text NOT NULL,
  preferred boolean NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, slug)
);
CREATE INDEX bots_by_age ON bots (tenant_id, created_at DESC, id DESC);
-- At most one answers callers who name none.
CREATE UNIQUE INDEX bots_preferred ON bots (tenant_id) WHERE preferred;

ALTER TABLE bots ENABLE ROW LEVEL SECURITY;
ALTER TABLE bots FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON bots USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON bots TO parley_app;

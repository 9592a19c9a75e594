-- Vectors of chunks of a document whose ingestion is not finished, so that nothing is embedded twice.
CREATE TABLE draft_vectors (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  document_id uuid NOT NULL,
  model text NOT NULL,
  -- SHA-256 of what was embedded, in hexadecimal digits.
  text_hash text NOT NULL CHECK (text_hash ~ '^[0-9a-f]{64}$'),
  vector bytea NOT NULL,
  PRIMARY KEY (tenant_id, document_id, model, text_hash),
  FOREIGN KEY (tenant_id, document_id) REFERENCES documents ON DELETE CASCADE
);
ALTER TABLE draft_vectors ALTER COLUMN vector SET STORAGE EXTERNAL;

ALTER TABLE draft_vectors ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft_vectors FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON draft_vectors
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON draft_vectors TO parley_app;

-- Vectors as the embedding model made them: 32-bit floats, least significant byte first. A chunk
-- may have vectors of several models while its dataset moves from one to another.
CREATE TABLE chunk_embeddings (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  chunk_id uuid NOT NULL,
  model text NOT NULL,
  dimension int NOT NULL CHECK (dimension > 0),
  vector bytea NOT NULL CHECK (octet_length(vector) = dimension * 4),
  PRIMARY KEY (tenant_id, chunk_id, model),
  FOREIGN KEY (tenant_id, chunk_id) REFERENCES chunks ON DELETE CASCADE
);
-- Floats do not compress. Up to about 480 dimensions the vector stays in the row.
ALTER TABLE chunk_embeddings ALTER COLUMN vector SET STORAGE EXTERNAL;

ALTER TABLE chunk_embeddings ENABLE ROW LEVEL SECURITY;
ALTER TABLE chunk_embeddings FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON chunk_embeddings USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON chunk_embeddings TO parley_app;

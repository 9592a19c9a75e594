-- Documents that were taken for the edition which is being built of their dataset, and what is to be
-- said of them once searches see it. After that, those stay that could not be done.
CREATE TABLE edition_documents (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  document_id uuid NOT NULL,
  dataset_id uuid NOT NULL,
  edition uuid NOT NULL,
  -- Absent until its chunks are in the edition.
  made_at timestamptz,
  embedding_model text,
  chunks int NOT NULL CHECK (chunks >= 0),
  tokens bigint NOT NULL CHECK (tokens >= 0),
  -- Whether it is there in its old cut, since it could not be cut or embedded anew.
  failed boolean NOT NULL,
  PRIMARY KEY (tenant_id, document_id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES documents ON DELETE CASCADE,
  CHECK ((made_at IS NULL) = (embedding_model IS NULL))
);
CREATE INDEX edition_documents_of_dataset ON edition_documents (tenant_id, dataset_id);

ALTER TABLE edition_documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE edition_documents FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON edition_documents
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON edition_documents TO parley_app;

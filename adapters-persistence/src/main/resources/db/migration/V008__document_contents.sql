-- The bytes of a document as they were uploaded.
CREATE TABLE document_contents (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  document_id uuid NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (tenant_id, document_id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES documents ON DELETE CASCADE
);
-- Most uploads are compressed already: trying it again costs time and saves nothing.
ALTER TABLE document_contents ALTER COLUMN bytes SET STORAGE EXTERNAL;

ALTER TABLE document_contents ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_contents FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON document_contents USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON document_contents TO parley_app;

-- The text read out of a document. Offsets of chunks and citations count in its UTF-16 characters.
CREATE TABLE document_texts (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  document_id uuid NOT NULL,
  text text NOT NULL,
  -- Offset of each page's first character; the first is 0.
  page_starts int[] NOT NULL CHECK (cardinality(page_starts) > 0),
  markup text NOT NULL CHECK (markup IN ('markdown', 'plain')),
  PRIMARY KEY (tenant_id, document_id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES documents ON DELETE CASCADE
);

ALTER TABLE document_texts ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_texts FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON document_texts USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON document_texts TO parley_app;

-- The text of a document whose ingestion is not finished, so that nobody has to read the bytes twice.
CREATE TABLE draft_texts (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  document_id uuid NOT NULL,
  -- SHA-256 of the bytes it was read from, in hexadecimal digits, and as what they were read.
  content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
  media_type text NOT NULL,
  text text NOT NULL,
  page_starts int[] NOT NULL CHECK (cardinality(page_starts) > 0),
  markup text NOT NULL CHECK (markup IN ('markdown', 'plain')),
  PRIMARY KEY (tenant_id, document_id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES documents ON DELETE CASCADE
);

ALTER TABLE draft_texts ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft_texts FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON draft_texts USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON draft_texts TO parley_app;

-- What is known of a document. Its bytes, text and chunks stand in tables of their own, so that a
-- change of progress rewrites a small row.
CREATE TABLE documents (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  dataset_id uuid NOT NULL,
  title text NOT NULL,
  filename text NOT NULL,
  media_type text NOT NULL,
  bytes bigint NOT NULL CHECK (bytes >= 0),
  -- SHA-256 in hexadecimal digits.
  content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
  status text NOT NULL
    CHECK (status IN ('queued', 'parsing', 'chunking', 'embedding', 'indexed', 'failed')),
  progress double precision NOT NULL CHECK (progress BETWEEN 0 AND 1),
  error text,
  attempts int NOT NULL CHECK (attempts >= 0),
  pages int NOT NULL CHECK (pages >= 0),
  chunks int NOT NULL CHECK (chunks >= 0),
  tokens bigint NOT NULL CHECK (tokens >= 0),
  tags text[] NOT NULL,
  -- Grows each time the chunks are replaced; an index compares it with what it holds.
  chunk_revision bigint NOT NULL DEFAULT 0,
  -- The model whose vectors count for the present chunks; absent until there are some.
  embedding_model text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, dataset_id) REFERENCES datasets ON DELETE CASCADE,
  CHECK ((status = 'failed') = (error IS NOT NULL))
);
-- The same bytes are one document of a dataset.
CREATE UNIQUE INDEX documents_by_content ON documents (tenant_id, dataset_id, content_hash);
CREATE INDEX documents_by_age ON documents (tenant_id, dataset_id, created_at DESC, id DESC);

ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON documents USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON documents TO parley_app;

-- Where a document's content comes from, where it was not uploaded, and what the server said of the
-- version that the document holds.
ALTER TABLE documents
  ADD COLUMN source_url text,
  ADD COLUMN source_etag text,
  ADD COLUMN source_last_modified text,
  -- Whether it is to be fetched before the document is read again.
  ADD COLUMN fetch_due boolean NOT NULL DEFAULT false,
  ADD CHECK (source_url IS NOT NULL
    OR (source_etag IS NULL AND source_last_modified IS NULL AND NOT fetch_due));

-- The same bytes are one document of a dataset, and so is the same address: what is there may
-- change, and come to be the same as elsewhere.
DROP INDEX documents_by_content;
CREATE UNIQUE INDEX documents_by_content ON documents (tenant_id, dataset_id, content_hash)
  WHERE source_url IS NULL;
CREATE UNIQUE INDEX documents_by_source ON documents (tenant_id, dataset_id, source_url)
  WHERE source_url IS NOT NULL;

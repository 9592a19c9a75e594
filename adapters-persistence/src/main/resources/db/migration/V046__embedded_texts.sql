-- Of which text a vector is: SHA-256 of what was embedded, so that a text that a tenant's chunks
-- hold already is not embedded once more. Unknown for vectors that are older than this column.
ALTER TABLE chunk_embeddings
  ADD COLUMN text_hash bytea CHECK (octet_length(text_hash) = 32);
CREATE INDEX chunk_embeddings_by_text ON chunk_embeddings (tenant_id, model, text_hash)
  WHERE text_hash IS NOT NULL;

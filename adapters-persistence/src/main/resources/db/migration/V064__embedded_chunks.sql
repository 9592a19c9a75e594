-- How many chunks of a document have a vector, of how many, while it is being embedded: for whoever
-- watches. What is there from before means nothing in any other status.
ALTER TABLE documents
  ADD COLUMN embedded_chunks int NOT NULL DEFAULT 0 CHECK (embedded_chunks >= 0),
  ADD COLUMN chunks_to_embed int NOT NULL DEFAULT 0 CHECK (chunks_to_embed >= embedded_chunks);

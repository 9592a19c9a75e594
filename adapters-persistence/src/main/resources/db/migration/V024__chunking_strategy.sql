-- Along which structure documents are cut. Until now each was judged by itself, and stays so.
ALTER TABLE datasets
  ADD COLUMN chunk_strategy text NOT NULL DEFAULT 'auto'
    CHECK (chunk_strategy IN ('auto', 'markdown', 'plain', 'code', 'json', 'table'));
ALTER TABLE datasets ALTER COLUMN chunk_strategy DROP DEFAULT;

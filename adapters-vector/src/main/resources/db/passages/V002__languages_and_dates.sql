-- Filters by language and by when a document was added. What is there already is made again at the next
-- start: of its documents neither is known here.
TRUNCATE passage_documents, passages, passage_words, passage_totals;
ALTER TABLE passages
  ADD COLUMN language text,
  ADD COLUMN added timestamptz NOT NULL;

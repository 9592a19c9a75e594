-- Which documents a bot looks into, of those in its datasets.
ALTER TABLE bots
  ADD COLUMN retrieval_tags text[] NOT NULL DEFAULT '{}',
  ADD COLUMN retrieval_languages text[] NOT NULL DEFAULT '{}',
  ADD COLUMN retrieval_created_after timestamptz,
  ADD COLUMN retrieval_created_before timestamptz;
ALTER TABLE bots
  ALTER COLUMN retrieval_tags DROP DEFAULT,
  ALTER COLUMN retrieval_languages DROP DEFAULT;

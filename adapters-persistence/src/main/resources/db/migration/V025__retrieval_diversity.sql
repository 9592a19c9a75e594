-- How unlike one another the passages are to be: 0 asks for the best alone, as all did until now.
ALTER TABLE bots
  ADD COLUMN retrieval_diversity double precision NOT NULL DEFAULT 0
    CHECK (retrieval_diversity >= 0 AND retrieval_diversity <= 1);
ALTER TABLE bots ALTER COLUMN retrieval_diversity DROP DEFAULT;

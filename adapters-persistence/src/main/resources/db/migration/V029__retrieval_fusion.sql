-- How the two legs of a search become one list. Until now by rank; the weight is looked at only
-- where scores are fused.
ALTER TABLE bots
  ADD COLUMN retrieval_fusion text NOT NULL DEFAULT 'reciprocal_rank'
    CHECK (retrieval_fusion IN ('reciprocal_rank', 'weighted')),
  ADD COLUMN retrieval_semantic_weight double precision NOT NULL DEFAULT 0.8
    CHECK (retrieval_semantic_weight >= 0 AND retrieval_semantic_weight <= 1);
ALTER TABLE bots
  ALTER COLUMN retrieval_fusion DROP DEFAULT,
  ALTER COLUMN retrieval_semantic_weight DROP DEFAULT;

-- Whether a reranker judges what a bot's searches find.
ALTER TABLE bots ADD COLUMN retrieval_rerank boolean NOT NULL DEFAULT false;
ALTER TABLE bots ALTER COLUMN retrieval_rerank DROP DEFAULT;

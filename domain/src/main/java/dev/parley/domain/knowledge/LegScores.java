package dev.parley.domain.knowledge;

import org.jspecify.annotations.Nullable;

/**
 * What the legs of a search gave a passage before they were fused, and a reranker after.
 *
 * @param semantic cosine, -1 to 1; null: not found by meaning
 * @param keyword BM25, 0 or more, comparable within one search only; null: not found by words
 * @param rerank comparable within one search only; null: no reranker judged it
 */
public record LegScores(
    @Nullable Double semantic, @Nullable Double keyword, @Nullable Double rerank) {

  /** Of a passage that no reranker judged. */
  public LegScores(@Nullable Double semantic, @Nullable Double keyword) {
    this(semantic, keyword, null);
  }
}

package dev.parley.domain.knowledge;

/** Which legs a search runs. */
public enum SearchMode {
  /** By meaning and by words, fused. */
  HYBRID,
  /** By meaning: nearest embeddings. */
  SEMANTIC,
  /** By words: BM25. */
  KEYWORD
}

package dev.parley.domain.knowledge;

/** How the two legs of a search become one list; see {@link Fusion}. */
public enum FusionMethod {
  /** By their ranks alone. */
  RECIPROCAL_RANK,
  /**
   * By their scores, made comparable by {@link ScoreNormalisation#MIN_MAX}, each leg with its
   * weight.
   */
  WEIGHTED
}

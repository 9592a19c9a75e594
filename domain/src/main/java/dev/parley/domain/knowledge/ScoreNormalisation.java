package dev.parley.domain.knowledge;

import java.util.Arrays;

/**
 * Makes the scores of different searches comparable (Bruch, Gai and Ingber, An Analysis of Fusion
 * Functions for Hybrid Retrieval, ACM TOIS 2023, section 4). Where all scores of a list are equal,
 * nothing tells its items apart, and each counts 1 where scores are scaled to a range without
 * width, 0 in standard deviations.
 */
public enum ScoreNormalisation {
  /** From the lowest score of the list, 0, to its highest, 1. */
  MIN_MAX,
  /** In standard deviations from the mean of the list. */
  Z_SCORE,
  /**
   * From the lowest score that there can be, 0, to the highest of the list, 1: a list of poor
   * matches is not stretched.
   */
  THEORETICAL;

  static final double LOWEST_COSINE = -1;
  static final double LOWEST_BM25 = 0;

  /**
   * The scores in the same order, normalised.
   *
   * @param lowest the lowest score that there can be, whatever the query
   */
  public double[] of(double[] scores, double lowest) {
    double highest = Arrays.stream(scores).max().orElse(lowest);
    return switch (this) {
      case MIN_MAX -> scaled(scores, Arrays.stream(scores).min().orElse(lowest), highest);
      case THEORETICAL -> scaled(scores, lowest, highest);
      case Z_SCORE -> standardised(scores);
    };
  }

  private static double[] scaled(double[] scores, double lowest, double highest) {
    double range = highest - lowest;
    return Arrays.stream(scores).map(s -> range > 0 ? (s - lowest) / range : 1).toArray();
  }

  private static double[] standardised(double[] scores) {
    double mean = Arrays.stream(scores).average().orElse(0);
    double variance = Arrays.stream(scores).map(s -> (s - mean) * (s - mean)).average().orElse(0);
    double deviation = Math.sqrt(variance);
    return Arrays.stream(scores).map(s -> deviation > 0 ? (s - mean) / deviation : 0).toArray();
  }
}

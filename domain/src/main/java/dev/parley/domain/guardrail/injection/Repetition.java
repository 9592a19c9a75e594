package dev.parley.domain.guardrail.injection;

import java.util.HashSet;
import java.util.Set;

/** How far below a natural text's the number of different words is. */
final class Repetition {
  private static final int FEWEST_WORDS = 24;

  private final Set<Integer> distinct = new HashSet<>();

  /** Reads a word, by its hash. */
  void read(int word) {
    if (distinct.size() < Topic.MOST_WORDS) {
      distinct.add(word);
    }
  }

  /**
   * From 0 for a text that repeats itself no more than others do, or is too short to tell, to 1.
   *
   * @param words how many were read
   */
  double of(int words) {
    if (words < FEWEST_WORDS) {
      return 0;
    }
    // Heaps' law with its usual constants expects about 4 * n^0.6 different words.
    double expected = 4 * Math.pow(words, 0.6);
    return Math.max(0, 1 - 2.5 * distinct.size() / expected);
  }
}

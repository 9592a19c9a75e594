package dev.parley.domain.knowledge;

import java.util.ArrayList;
import java.util.List;

/**
 * Maximal marginal relevance: picks one after the other what is relevant and unlike what was picked
 * before (Carbonell and Goldstein, SIGIR 1998). Takes {@code k * n} comparisons of two vectors.
 */
public final class Diversity {
  private Diversity() {}

  /**
   * What may be picked.
   *
   * @param relevance more is better; comparable among the candidates
   * @param vector of length one; all have the same dimension. It is read and not kept
   */
  public record Candidate<T>(T item, double relevance, float[] vector) {}

  /**
   * Picks up to {@code k} items. Relevance is scaled to 0..1 first, so that it weighs against
   * cosines.
   *
   * @param candidates best first; of equals the first is picked
   * @param diversity 0 picks by relevance alone, 1 after the first by unlikeness alone; the paper's
   *     lambda is one less this
   * @return in the order in which they were picked
   */
  public static <T> List<T> pick(List<Candidate<T>> candidates, int k, double diversity) {
    if (!(diversity >= 0 && diversity <= 1)) {
      throw new IllegalArgumentException("diversity: " + diversity + " (expected: 0..1)");
    }
    double[] relevance =
        ScoreNormalisation.MIN_MAX.of(
            candidates.stream().mapToDouble(Candidate::relevance).toArray(), 0);
    double[] likeness = new double[candidates.size()];
    boolean[] taken = new boolean[candidates.size()];
    List<T> picked = new ArrayList<>();
    int last = best(relevance, likeness, taken, 0);
    while (last >= 0 && picked.size() < k) {
      taken[last] = true;
      picked.add(candidates.get(last).item());
      for (int i = 0; i < taken.length; i++) {
        if (!taken[i]) {
          double cosine = cosine(candidates.get(last).vector(), candidates.get(i).vector());
          likeness[i] = picked.size() == 1 ? cosine : Math.max(likeness[i], cosine);
        }
      }
      last = best(relevance, likeness, taken, diversity);
    }
    return List.copyOf(picked);
  }

  /** The first of the best that are left; -1 if none is. */
  private static int best(
      double[] relevance, double[] likeness, boolean[] taken, double diversity) {
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < taken.length; i++) {
      double gain = (1 - diversity) * relevance[i] - diversity * likeness[i];
      if (!taken[i] && gain > most) {
        best = i;
        most = gain;
      }
    }
    return best;
  }

  private static double cosine(float[] one, float[] other) {
    if (one.length != other.length) {
      throw new IllegalArgumentException(
          "vectors of " + one.length + " and " + other.length + " (expected: the same dimension)");
    }
    // Four sums: one would have each addition wait for the one before.
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < one.length; i += 4) {
      a += one[i] * other[i];
      b += one[i + 1] * other[i + 1];
      c += one[i + 2] * other[i + 2];
      d += one[i + 3] * other[i + 3];
    }
    for (; i < one.length; i++) {
      a += one[i] * other[i];
    }
    return (double) a + b + c + d;
  }
}

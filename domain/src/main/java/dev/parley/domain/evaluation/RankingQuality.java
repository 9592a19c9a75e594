package dev.parley.domain.evaluation;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How good a ranking is, each figure 0 to 1. Grades are 0 for what does not answer the question and
 * more for what does, the more the better. Linear in what is ranked.
 */
public final class RankingQuality {
  private RankingQuality() {}

  /**
   * Normalised discounted cumulated gain: Järvelin and Kekäläinen, Cumulated gain-based evaluation
   * of IR techniques, ACM TOIS 2002; gains are grades, as trec_eval has them.
   *
   * @param ranked grades of what was found, best first
   * @param all grades of all that answers the question, in any order
   * @param depth how many ranks are looked at
   * @return 0 where nothing answers it
   */
  public static double ndcg(List<Integer> ranked, Collection<Integer> all, int depth) {
    double ideal = gain(all.stream().sorted(Comparator.reverseOrder()).toList(), depth);
    return ideal == 0 ? 0 : gain(ranked, depth) / ideal;
  }

  private static double gain(List<Integer> grades, int depth) {
    double gain = 0;
    for (int i = 0; i < Math.min(depth, grades.size()); i++) {
      gain += grades.get(i) * Math.log(2) / Math.log(i + 2.0);
    }
    return gain;
  }

  /**
   * What part of the answers is among the first {@code depth}; 0 where there are none.
   *
   * @param answers how many there are
   */
  public static double recall(List<Integer> ranked, int answers, int depth) {
    long found = ranked.stream().limit(depth).filter(grade -> grade > 0).count();
    return answers == 0 ? 0 : (double) found / answers;
  }

  /** One by the rank of the first answer, counted from 1; 0 where there is none. */
  public static double reciprocalRank(List<Integer> ranked) {
    for (int i = 0; i < ranked.size(); i++) {
      if (ranked.get(i) > 0) {
        return 1.0 / (i + 1);
      }
    }
    return 0;
  }
}

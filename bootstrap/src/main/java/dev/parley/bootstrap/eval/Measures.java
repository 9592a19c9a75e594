package dev.parley.bootstrap.eval;

import java.util.Comparator;
import java.util.List;

/**
 * How good rankings are, each a mean over questions, 0 to 1.
 *
 * @param ndcg of the first ten (Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR
 *     techniques, ACM TOIS 2002; gains are grades, as trec_eval has them)
 * @param recall10 what part of the answers is among the first ten
 * @param recall100 among the first hundred
 * @param mrr one by the rank of the first answer, 0 where none is among the first hundred
 */
public record Measures(double ndcg, double recall10, double recall100, double mrr) {
  static final int DEPTH = 100;
  private static final int FIRST = 10;

  /** Of one ranking. */
  static Measures of(TestCollection collection, String question, List<String> ranking) {
    List<Integer> found =
        ranking.stream()
            .limit(DEPTH)
            .map(document -> collection.grade(question, document))
            .toList();
    List<Integer> ideal = collection.answers(question).sorted(Comparator.reverseOrder()).toList();
    return new Measures(
        gain(found) / gain(ideal),
        answers(found, FIRST) / ideal.size(),
        answers(found, DEPTH) / ideal.size(),
        reciprocalRank(found));
  }

  private static double gain(List<Integer> grades) {
    double gain = 0;
    for (int i = 0; i < Math.min(FIRST, grades.size()); i++) {
      gain += grades.get(i) * Math.log(2) / Math.log(i + 2.0);
    }
    return gain;
  }

  private static double answers(List<Integer> grades, int depth) {
    return grades.stream().limit(depth).filter(grade -> grade > 0).count();
  }

  private static double reciprocalRank(List<Integer> grades) {
    for (int i = 0; i < grades.size(); i++) {
      if (grades.get(i) > 0) {
        return 1.0 / (i + 1);
      }
    }
    return 0;
  }

  static Measures mean(List<Measures> all) {
    return new Measures(
        all.stream().mapToDouble(Measures::ndcg).average().orElse(0),
        all.stream().mapToDouble(Measures::recall10).average().orElse(0),
        all.stream().mapToDouble(Measures::recall100).average().orElse(0),
        all.stream().mapToDouble(Measures::mrr).average().orElse(0));
  }
}

package dev.parley.bootstrap.eval;

import dev.parley.domain.evaluation.RankingQuality;
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
    List<Integer> answers = collection.answers(question).toList();
    return new Measures(
        RankingQuality.ndcg(found, answers, FIRST),
        RankingQuality.recall(found, answers.size(), FIRST),
        RankingQuality.recall(found, answers.size(), DEPTH),
        RankingQuality.reciprocalRank(found));
  }

  static Measures mean(List<Measures> all) {
    return new Measures(
        all.stream().mapToDouble(Measures::ndcg).average().orElse(0),
        all.stream().mapToDouble(Measures::recall10).average().orElse(0),
        all.stream().mapToDouble(Measures::recall100).average().orElse(0),
        all.stream().mapToDouble(Measures::mrr).average().orElse(0));
  }
}

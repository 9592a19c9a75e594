package dev.parley.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RankingQualityTest {

  @Test
  void countsGainsByRank() {
    // DCG of 3, 0, 2: 3 / log2(2) + 2 / log2(4) = 4; ideal of 3, 2: 3 + 2 / log2(3).
    double ideal = 3 + 2 * Math.log(2) / Math.log(3);

    assertThat(RankingQuality.ndcg(List.of(3, 0, 2), List.of(2, 3), 10))
        .isCloseTo(4 / ideal, within(1e-12));
    assertThat(RankingQuality.ndcg(List.of(3, 0, 2), List.of(2, 3), 2))
        .isCloseTo(3 / ideal, within(1e-12));
  }

  @Test
  void isNothingWhereNothingAnswers() {
    assertThat(RankingQuality.ndcg(List.of(0, 0), List.of(), 10)).isZero();
    assertThat(RankingQuality.recall(List.of(0, 0), 0, 10)).isZero();
    assertThat(RankingQuality.reciprocalRank(List.of(0, 0))).isZero();
  }

  @Test
  void recallsWithinADepth() {
    assertThat(RankingQuality.recall(List.of(0, 1, 1), 4, 2)).isEqualTo(0.25);
    assertThat(RankingQuality.recall(List.of(0, 1, 1), 4, 3)).isEqualTo(0.5);
  }

  @Test
  void tellsTheFirstAnswersRank() {
    assertThat(RankingQuality.reciprocalRank(List.of(0, 0, 2, 1))).isEqualTo(1.0 / 3);
  }

  @Property
  void isBestInTheBestOrder(
      @ForAll @Size(max = 30) List<@IntRange(max = 3) Integer> grades,
      @ForAll @IntRange(min = 1, max = 12) int depth) {
    double as = RankingQuality.ndcg(grades, grades, depth);
    double best =
        RankingQuality.ndcg(
            grades.stream().sorted(java.util.Comparator.reverseOrder()).toList(), grades, depth);

    assertThat(as).isBetween(0.0, best + 1e-12);
    assertThat(best).isIn(0.0, 1.0);
  }
}

package dev.parley.bootstrap.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasuresTest {
  private final TestCollection collection =
      new TestCollection(
          Map.of(), Map.of("q", "?"), Map.of("q", Map.of("a", 3, "b", 1, "bad", -1)));

  private Measures of(List<String> ranking) {
    return Measures.of(collection, "q", ranking);
  }

  private static List<String> after(int others, String... documents) {
    List<String> ranking = new ArrayList<>();
    IntStream.range(0, others).forEach(i -> ranking.add("other" + i));
    ranking.addAll(List.of(documents));
    return ranking;
  }

  @Test
  void theBestOrderIsOne() {
    assertThat(of(List.of("a", "b"))).isEqualTo(new Measures(1, 1, 1, 1));
  }

  @Test
  void gainsShrinkWithTheLogarithmOfTheRank() {
    double log3 = Math.log(3) / Math.log(2);

    assertThat(of(List.of("b", "a")).ndcg())
        .isCloseTo((1 + 3 / log3) / (3 + 1 / log3), within(1e-12));
    assertThat(of(List.of("bad", "a")).ndcg()).isCloseTo(3 / log3 / (3 + 1 / log3), within(1e-12));
  }

  @Test
  void tenCountForGainAndRecallAndAHundredForTheRest() {
    assertThat(of(after(9, "a")))
        .extracting(Measures::recall10, Measures::mrr)
        .containsExactly(.5, .1);
    assertThat(of(after(10, "a")))
        .extracting(Measures::ndcg, Measures::recall10, Measures::recall100)
        .containsExactly(0.0, 0.0, 0.5);
    assertThat(of(after(100, "a"))).isEqualTo(new Measures(0, 0, 0, 0));
  }

  @Test
  void aMeanCountsEveryQuestionTheSame() {
    assertThat(Measures.mean(List.of(new Measures(1, 1, 1, 1), new Measures(0, .5, 0, .5))))
        .isEqualTo(new Measures(.5, .75, .5, .75));
  }
}

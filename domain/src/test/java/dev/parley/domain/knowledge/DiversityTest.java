package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.knowledge.Diversity.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiversityTest {
  private static final String SEED = "26";

  private static final List<Candidate<String>> CANDIDATES =
      List.of(
          new Candidate<>("best", 1.0, new float[] {1, 0, 0, 0, 0}),
          new Candidate<>("same", 0.9, new float[] {1, 0, 0, 0, 0}),
          new Candidate<>("like", 0.5, new float[] {0.8f, 0, 0, 0, 0.6f}),
          new Candidate<>("opposite", 0.2, new float[] {-1, 0, 0, 0, 0}),
          new Candidate<>("unlike", 0.0, new float[] {0, 1, 0, 0, 0}));

  @ParameterizedTest
  @CsvSource({
    "0, best same like opposite unlike",
    "0.3, best opposite same like unlike",
    "0.5, best opposite unlike same like",
    "1, best opposite unlike like same"
  })
  void weighsUnlikenessAgainstRelevance(double diversity, String expected) {
    assertThat(String.join(" ", Diversity.pick(CANDIDATES, 5, diversity))).isEqualTo(expected);
  }

  @Test
  void picksNoMoreThanAskedFor() {
    assertThat(Diversity.pick(CANDIDATES, 2, 1)).containsExactly("best", "opposite");
    assertThat(Diversity.pick(CANDIDATES, 0, 1)).isEmpty();
    assertThat(Diversity.pick(CANDIDATES, 9, 1)).hasSize(5);
    assertThat(Diversity.pick(List.<Candidate<String>>of(), 9, 1)).isEmpty();
  }

  @Test
  void picksTheFirstOfEquals() {
    List<Candidate<Integer>> equals =
        IntStream.range(0, 5).mapToObj(i -> new Candidate<>(i, 7, new float[] {1})).toList();

    assertThat(Diversity.pick(equals, 5, 0.5)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void scalesRelevanceSoThatItWeighsAgainstCosines() {
    List<Candidate<String>> fused =
        CANDIDATES.stream()
            .map(c -> new Candidate<>(c.item(), 0.001 * c.relevance() + 0.03, c.vector()))
            .toList();

    assertThat(Diversity.pick(fused, 5, 0.3)).isEqualTo(Diversity.pick(CANDIDATES, 5, 0.3));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void refusesWhatIsNoShare(double diversity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Diversity.pick(CANDIDATES, 5, diversity))
        .withMessageContaining("diversity: " + diversity);
  }

  @Test
  void refusesVectorsOfDifferentDimensions() {
    List<Candidate<String>> mixed =
        List.of(
            new Candidate<>("a", 1, new float[] {1}), new Candidate<>("b", 1, new float[] {1, 0}));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Diversity.pick(mixed, 2, 0.5))
        .withMessageContaining("vectors of 1 and 2");
  }

  /** Against the definition, written down without regard to cost. */
  @Property(seed = SEED, tries = 200)
  void picksWhatTheDefinitionSays(
      @ForAll @IntRange(min = 1, max = 12) int count,
      @ForAll @DoubleRange(min = 0, max = 1) double diversity,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Candidate<Integer>> left = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Halves and quarters, so that sums are exact in any order; the ends pin the scale.
      double relevance = i == 0 ? 1 : i == 1 ? 0 : random.nextInt(5) / 4.0;
      float[] vector = new float[7];
      for (int j = 0; j < vector.length; j++) {
        vector[j] = (random.nextInt(5) - 2) / 4f;
      }
      left.add(new Candidate<>(i, relevance, vector));
    }
    List<Integer> picked = Diversity.pick(left, count, diversity);

    List<Integer> expected = new ArrayList<>();
    List<Candidate<Integer>> chosen = new ArrayList<>();
    while (!left.isEmpty()) {
      Candidate<Integer> best = left.getFirst();
      for (Candidate<Integer> each : left) {
        if (gain(each, chosen, diversity) > gain(best, chosen, diversity)) {
          best = each;
        }
      }
      left.remove(best);
      chosen.add(best);
      expected.add(best.item());
    }
    assertThat(picked).isEqualTo(expected);
  }

  private static double gain(
      Candidate<Integer> candidate, List<Candidate<Integer>> chosen, double diversity) {
    if (chosen.isEmpty()) {
      return candidate.relevance();
    }
    double likeness =
        chosen.stream()
            .mapToDouble(
                other ->
                    IntStream.range(0, 7)
                        .mapToDouble(i -> (double) other.vector()[i] * candidate.vector()[i])
                        .sum())
            .max()
            .orElseThrow();
    return (1 - diversity) * candidate.relevance() - diversity * likeness;
  }
}

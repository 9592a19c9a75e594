package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RepetitionTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-12);

  private static double of(int distinct, int words) {
    Repetition repetition = new Repetition();
    for (int i = 0; i < words; i++) {
      repetition.read(i % distinct);
    }
    return repetition.of(words);
  }

  @Test
  void cannotTellBelowTwentyFourWords() {
    assertThat(of(1, 23)).isZero();
    assertThat(of(1, 24)).isCloseTo(1 - 2.5 / (4 * Math.pow(24, 0.6)), CLOSE);
  }

  @Test
  void comparesDifferentWordsWithWhatIsUsual() {
    assertThat(of(10, 100)).isCloseTo(1 - 25 / (4 * Math.pow(100, 0.6)), CLOSE);
    assertThat(of(20, 100)).isCloseTo(1 - 50 / (4 * Math.pow(100, 0.6)), CLOSE);
    assertThat(of(60, 100)).isZero();
  }

  @Test
  void keepsNoMoreWordsThanItHasRoomFor() {
    Repetition repetition = new Repetition();
    for (int word = 0; word < 2 * Topic.MOST_WORDS; word++) {
      repetition.read(word);
    }
    int many = 100_000_000;

    assertThat(repetition.of(many))
        .isCloseTo(1 - 2.5 * Topic.MOST_WORDS / (4 * Math.pow(many, 0.6)), CLOSE);
  }
}

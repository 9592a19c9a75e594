package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureTest {
  @ParameterizedTest
  @ValueSource(strings = {"weights-user.tsv", "weights-document.tsv"})
  void neverLowersAScoreForWhatAnAttackHolds(String resource) {
    for (String line : Lexicon.lines(resource)) {
      String[] parts = line.split("\t", 2);
      for (int i = 0; i < Feature.count(); i++) {
        Feature feature = Feature.at(i);
        if (feature.label().equals(parts[0]) && feature.incriminates()) {
          assertThat(Double.parseDouble(parts[1])).as(line).isNotNegative();
        }
      }
    }
  }

  @Test
  void tellsAttacksFromCircumstances() {
    assertThat(Feature.OVERRIDE_PRIOR.incriminates()).isTrue();
    assertThat(Feature.OBFUSCATED_ATTACK.incriminates()).isTrue();
    assertThat(Feature.QUESTION.incriminates()).isFalse();
    assertThat(Feature.LENGTH.incriminates()).isFalse();
  }

  @Test
  void isLabelledByItsNameInLowerCase() {
    assertThat(Feature.OVERRIDE_PRIOR.label()).isEqualTo("override_prior");
  }
}

package dev.parley.domain.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenUsageTest {

  @Test
  void countsWhatWasReadAndWhatWasWritten() {
    assertThat(new TokenUsage(120, 30, new Money(7)).totalTokens()).isEqualTo(150);
    assertThat(TokenUsage.NONE.totalTokens()).isZero();
    assertThat(TokenUsage.NONE.cost()).isEqualTo(Money.ZERO);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, -1"})
  void refusesNegativeCounts(int prompt, int completion) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenUsage(prompt, completion, Money.ZERO))
        .withMessage("tokens: " + prompt + ", " + completion + " (expected: 0 or more)");
  }

  @Test
  void refusesATotalThatDoesNotFit() {
    TokenUsage usage = new TokenUsage(Integer.MAX_VALUE, 1, Money.ZERO);

    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(usage::totalTokens);
  }
}

package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTextTest {
  @Test
  void findsAnyOfTheOptionsAtAPlaceAndNowhereElse() {
    CountedText text = new CountedText("one two");

    assertThat(text.holds(4, "tw", "one")).isTrue();
    assertThat(text.holds(0, "tw", "one")).isTrue();
    assertThat(text.holds(4, "one", "ona")).isFalse();
    assertThat(text.holds(1, "one")).isFalse();
    assertThat(text.holds(0)).isFalse();
  }

  @Test
  void findsOptionsThatEndWithTheTextAndNoneThatGoBeyondIt() {
    CountedText text = new CountedText("one two");

    assertThat(text.holds(4, "two")).isTrue();
    assertThat(text.holds(4, "twos")).isFalse();
    assertThat(text.holds(7, "t")).isFalse();
  }

  @Test
  void countsEveryLookAndTheOptionsTried() {
    CountedText text = new CountedText("one two");
    text.count(3);
    text.count(2);
    assertThat(text.work()).isEqualTo(5);

    text.holds(0, "x", "one", "never tried");
    assertThat(text.work()).isEqualTo(7);
  }

  @Test
  void readsAsTheTextDoes() {
    CountedText text = new CountedText("ab");

    assertThat(text.length()).isEqualTo(2);
    assertThat(text.charAt(1)).isEqualTo('b');
    assertThat(text.chars()).hasToString("ab");
    assertThat(text.work()).isZero();
  }
}

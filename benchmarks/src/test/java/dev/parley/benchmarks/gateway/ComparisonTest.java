package dev.parley.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private final Comparison comparison = new Comparison();

  private static Round round(String way, double perSecond, double p99) {
    return new Round(way, 100, 0, null, perSecond, p99 / 2, p99, p99 / 4, p99 / 3, 50);
  }

  private void lap(Round direct, Round parley, Round bare, Round portkey) {
    comparison.add(
        Map.of(
            Stage.DIRECT, direct,
            Stage.PARLEY, parley,
            Stage.BARE_PROXY, bare,
            Stage.PORTKEY, portkey));
  }

  /** Three laps, of which something else on the machine halves the second. */
  private void threeLaps() {
    lap(
        round(Stage.DIRECT, 20_000, 4),
        round(Stage.PARLEY, 9_000, 10),
        round(Stage.BARE_PROXY, 18_000, 6),
        round(Stage.PORTKEY, 1_000, 76));
    lap(
        round(Stage.DIRECT, 10_000, 8),
        round(Stage.PARLEY, 4_000, 20),
        round(Stage.BARE_PROXY, 10_000, 12),
        round(Stage.PORTKEY, 500, 152));
    lap(
        round(Stage.DIRECT, 22_000, 3),
        round(Stage.PARLEY, 8_000, 12),
        round(Stage.BARE_PROXY, 20_000, 5),
        round(Stage.PORTKEY, 1_600, 63));
  }

  @Test
  void takesTheMedianOfAFigure() {
    threeLaps();

    assertThat(comparison.median(Stage.PARLEY, Round::perSecond)).isEqualTo(8_000);
    assertThat(comparison.median(Stage.DIRECT, Round::p99)).isEqualTo(4);
    assertThat(Comparison.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
  }

  @Test
  void takesDifferencesAndRatiosWithinALap() {
    threeLaps();

    // 6, 12 and 9; the difference of medians would be 8.
    assertThat(comparison.added(Stage.PARLEY, Round::p99)).isEqualTo(9);
    // 9, 8 and 5.
    assertThat(comparison.rateOver(Stage.PARLEY, Stage.PORTKEY)).isEqualTo(8);
    // .5, .4 and .4.
    assertThat(comparison.rateOver(Stage.PARLEY, Stage.BARE_PROXY)).isEqualTo(.4);
    // 6 of 72, 12 of 144, 9 of 60.
    assertThat(comparison.addedOver(Stage.PARLEY, Stage.PORTKEY, Round::p99))
        .isCloseTo(6 / 72.0, within(1e-9));
  }

  @Test
  void dividesByNothingSmallerThanAMicrosecond() {
    lap(
        round(Stage.DIRECT, 20_000, 4),
        round(Stage.PARLEY, 20_000, 3),
        round(Stage.BARE_PROXY, 20_000, 4),
        round(Stage.PORTKEY, 1_000, 5));

    assertThat(comparison.added(Stage.PARLEY, Round::p99)).isEqualTo(-1);
    assertThat(comparison.addedOver(Stage.PARLEY, Stage.PORTKEY, Round::p99))
        .isCloseTo(.001, within(1e-9));
    assertThat(comparison.addedOver(Stage.PORTKEY, Stage.PARLEY, Round::p99))
        .isCloseTo(1_000, within(1e-6));
  }

  @Test
  void wantsTheSameWaysInEveryLap() {
    threeLaps();

    assertThatThrownBy(() -> comparison.add(Map.of(Stage.DIRECT, round(Stage.DIRECT, 20_000, 4))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysWhichAimsAreMet() {
    threeLaps();

    assertThat(Aim.of(comparison)).extracting(Aim::isMet).containsExactly(true, true, true);
    for (int i = 0; i < 2; i++) {
      lap(
          round(Stage.DIRECT, 20_000, 4),
          round(Stage.PARLEY, 1_000, 64),
          round(Stage.BARE_PROXY, 18_000, 6),
          round(Stage.PORTKEY, 1_000, 64));
    }
    assertThat(Aim.of(comparison)).extracting(Aim::isMet).containsExactly(false, false, true);
  }

  @Test
  void hasNoAimBesideWhatWasNotMeasured() {
    comparison.add(
        Map.of(
            Stage.DIRECT, round(Stage.DIRECT, 20_000, 4),
            Stage.PARLEY, round(Stage.PARLEY, 7_000, 10),
            Stage.BARE_PROXY, round(Stage.BARE_PROXY, 20_000, 6)));

    List<Aim> aims = Aim.of(comparison);
    assertThat(aims).hasSize(1);
    assertThat(aims.getFirst().isMet()).isFalse();
    assertThat(aims.getFirst())
        .hasToString(
            "requests per second, to the bare proxy's: 0.350 (aim: at least 0.400): missed");
  }
}

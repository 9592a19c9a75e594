package dev.parley.domain.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.routing.Health.Broken;
import dev.parley.domain.routing.Health.Healthy;
import dev.parley.domain.routing.Health.Probing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final CircuitPolicy POLICY =
      new CircuitPolicy(
          3, 10, 50, 4, Duration.ofSeconds(10), Duration.ofSeconds(35), Duration.ofSeconds(60));

  private static Health after(String calls) {
    Health health = Health.untried();
    for (int i = 0; i < calls.length(); i++) {
      health = calls.charAt(i) == 'x' ? health.failed(POLICY, NOW) : health.succeeded(POLICY);
    }
    return health;
  }

  @ParameterizedTest
  @CsvSource({
    "xx, true",
    "xxx, false",
    "xxo, true",
    "xxoxx, false",
    "xox, true",
    "xoxo, true",
    "oxox, false",
    "ooox, true",
    "ooooxx, true",
    "oooooxxoxx, true",
    "ooooxxoxxo, true",
    "ooooxxoxxox, false"
  })
  void breaksAfterFailuresInARowOrTooManyOfTheNewest(String calls, boolean healthy) {
    assertThat(after(calls) instanceof Healthy).isEqualTo(healthy);
    assertThat(after(calls).isAvailable(NOW)).isEqualTo(healthy);
  }

  @Test
  void staysBrokenForAWhileAndIsThenProbedByOne() {
    Health broken = after("xxx");
    Instant later = NOW.plusSeconds(10);

    assertThat(broken).isEqualTo(new Broken(later, 1));
    assertThat(broken.isAvailable(later.minusNanos(1))).isFalse();
    assertThat(broken.asked(POLICY, later.minusNanos(1))).isEqualTo(broken);
    assertThat(broken.isAvailable(later)).isTrue();
    Health probing = broken.asked(POLICY, later);
    assertThat(probing).isEqualTo(new Probing(later.plusSeconds(60), 1));
    assertThat(probing.isAvailable(later.plusSeconds(59))).isFalse();
    assertThat(probing.asked(POLICY, later.plusSeconds(59))).isEqualTo(probing);
  }

  @Test
  void sendsAnotherProbeWhenOneIsLost() {
    Health probing = new Probing(NOW, 2);

    assertThat(probing.isAvailable(NOW)).isTrue();
    assertThat(probing.asked(POLICY, NOW)).isEqualTo(new Probing(NOW.plusSeconds(60), 2));
  }

  @Test
  void closesWhenAProbeSucceeds() {
    assertThat(new Probing(NOW, 7).succeeded(POLICY)).isEqualTo(Health.untried());
    assertThat(new Broken(NOW, 7).succeeded(POLICY)).isEqualTo(Health.untried());
  }

  @ParameterizedTest
  @CsvSource({"1, 20", "2, 35", "3, 35", "2147483647, 35"})
  void waitsTwiceAsLongAfterEachFailedProbe(int openings, int seconds) {
    Health broken = new Probing(NOW, openings).failed(POLICY, NOW);

    assertThat(broken)
        .isEqualTo(
            new Broken(
                NOW.plusSeconds(seconds), openings == Integer.MAX_VALUE ? openings : openings + 1));
    assertThat(new Broken(NOW, openings).failed(POLICY, NOW)).isEqualTo(broken);
  }

  @Test
  void learnsNothingFromACallThatWasUnderWayWhenItBroke() {
    Health broken = new Broken(NOW.plusNanos(1), 1);

    assertThat(broken.failed(POLICY, NOW)).isSameAs(broken);
  }

  @Test
  void letsTheNextProbeWhenAProbeWasGivenUp() {
    Healthy healthy = new Healthy(1, 1, 1);
    Broken broken = new Broken(NOW.plusSeconds(5), 1);

    assertThat(new Probing(NOW.plusSeconds(9), 3).abandoned(NOW)).isEqualTo(new Broken(NOW, 3));
    assertThat(healthy.abandoned(NOW)).isSameAs(healthy);
    assertThat(broken.abandoned(NOW)).isSameAs(broken);
    assertThat(healthy.asked(POLICY, NOW)).isSameAs(healthy);
  }

  @Property(seed = "73", tries = 500)
  void countsTheNewestCallsOnly(
      @ForAll @Size(max = 150) boolean[] failures,
      @ForAll @IntRange(min = 1, max = 64) int window) {
    CircuitPolicy lenient =
        new CircuitPolicy(
            Integer.MAX_VALUE,
            window,
            100,
            window,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    Deque<Boolean> newest = new ArrayDeque<>();
    Healthy health = new Healthy(0, 0, 0);
    for (boolean failed : failures) {
      health = health.with(lenient, failed);
      newest.addLast(failed);
      if (newest.size() > window) {
        newest.removeFirst();
      }
      assertThat(Long.bitCount(health.failures()))
          .isEqualTo((int) newest.stream().filter(each -> each).count());
      assertThat(health.calls()).isEqualTo(newest.size());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1, 1, 1, 1, consecutive failures: 0",
    "1, 0, 1, 1, 1, 1, 1, window: 0 (expected: 1..64)",
    "1, 65, 1, 1, 1, 1, 1, window: 65 (expected: 1..64)",
    "1, 1, 0, 1, 1, 1, 1, failure percent: 0 (expected: 1..100)",
    "1, 1, 101, 1, 1, 1, 1, failure percent: 101 (expected: 1..100)",
    "1, 5, 1, 6, 1, 1, 1, least calls: 6 (expected: 1..5)",
    "1, 5, 1, 0, 1, 1, 1, least calls: 0 (expected: 1..5)",
    "1, 1, 1, 1, 0, 1, 1, first wait: PT0S (expected: a positive duration)",
    "1, 1, 1, 1, 2, 1, 1, longest wait: PT1S (expected: PT2S or more)",
    "1, 1, 1, 1, 1, 1, 0, probe patience: PT0S (expected: a positive duration)"
  })
  void refusesPoliciesThatMakeNoSense(
      int inARow,
      int window,
      int percent,
      int least,
      int first,
      int longest,
      int probe,
      String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new CircuitPolicy(
                    inARow,
                    window,
                    percent,
                    least,
                    Duration.ofSeconds(first),
                    Duration.ofSeconds(longest),
                    Duration.ofSeconds(probe)))
        .withMessageStartingWith(message);
  }

  @Test
  void hasADefault() {
    assertThat(CircuitPolicy.DEFAULT.waitAfter(1)).isEqualTo(Duration.ofSeconds(10));
    assertThat(CircuitPolicy.DEFAULT.waitAfter(5)).isEqualTo(Duration.ofSeconds(160));
    assertThat(CircuitPolicy.DEFAULT.waitAfter(6)).isEqualTo(Duration.ofMinutes(5));
  }
}

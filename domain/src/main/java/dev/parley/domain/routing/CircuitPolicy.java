package dev.parley.domain.routing;

import java.time.Duration;

/**
 * When a model counts as unhealthy, and for how long. The circuit breaker is that of M. Nygard,
 * <i>Release It!</i> (2007), with a window of counted calls and a wait that doubles with each
 * failed probe.
 *
 * @param consecutiveFailures so many in a row open the circuit
 * @param window how many of the newest calls are looked at, 1 to 64
 * @param failurePercent so many failures of them open it too, 1 to 100
 * @param leastCalls how many must have been made before the percentage counts
 * @param firstWait how long the circuit stays open at first
 * @param longestWait the most that it becomes by doubling
 * @param probePatience after how long an unanswered probe counts as lost, and another may be sent
 */
public record CircuitPolicy(
    int consecutiveFailures,
    int window,
    int failurePercent,
    int leastCalls,
    Duration firstWait,
    Duration longestWait,
    Duration probePatience) {

  /** Five in a row, or half of the last twenty; ten seconds at first, five minutes at most. */
  public static final CircuitPolicy DEFAULT =
      new CircuitPolicy(
          5, 20, 50, 10, Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofMinutes(2));

  public CircuitPolicy {
    require("consecutive failures", consecutiveFailures, 1, Integer.MAX_VALUE);
    require("window", window, 1, Long.SIZE);
    require("failure percent", failurePercent, 1, 100);
    require("least calls", leastCalls, 1, window);
    requirePositive("first wait", firstWait);
    requirePositive("probe patience", probePatience);
    if (longestWait.compareTo(firstWait) < 0) {
      throw new IllegalArgumentException(
          "longest wait: " + longestWait + " (expected: " + firstWait + " or more)");
    }
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + ".." + most + ")");
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: a positive duration)");
    }
  }

  /** How long the circuit stays open when it opens for the n-th time without closing between. */
  Duration waitAfter(int openings) {
    Duration wait = firstWait;
    for (int i = 1; i < openings && wait.compareTo(longestWait) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(longestWait) < 0 ? wait : longestWait;
  }
}

package dev.parley.domain.routing;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How routes are chosen.
 *
 * @param mostAttempts how many models are asked for one answer, 1 or more
 * @param timeout how long a model may stay silent
 * @param hedgeAfter after how long without a token another model is asked at the same time; null:
 *     never
 */
public record RoutingPolicy(
    Strategy strategy, int mostAttempts, Duration timeout, @Nullable Duration hedgeAfter) {
  public RoutingPolicy {
    Objects.requireNonNull(strategy);
    if (mostAttempts < 1) {
      throw new IllegalArgumentException("attempts: " + mostAttempts + " (expected: 1 or more)");
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException(
          "timeout: " + timeout + " (expected: a positive duration)");
    }
    if (hedgeAfter != null && (hedgeAfter.isNegative() || hedgeAfter.compareTo(timeout) >= 0)) {
      throw new IllegalArgumentException(
          "hedge: " + hedgeAfter + " (expected: 0 or more, below " + timeout + ")");
    }
  }

  /** Which of the routes that fit comes first. */
  public enum Strategy {
    /** The one that is listed first. */
    IN_ORDER,
    /** The one that is estimated to cost least; unknown prices last, ties in order. */
    CHEAPEST
  }
}

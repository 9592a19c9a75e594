package dev.parley.domain.tool;

import dev.parley.domain.quota.Money;
import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.Objects;

/**
 * How much one run may do with tools.
 *
 * @param rounds answers of the model that ask for calls; 0 allows none
 * @param calls in all rounds together
 * @param elapsed from the beginning of the run's work with tools until its last call ends
 * @param perCall for one call
 * @param spend once this much is spent, no further call begins, so nothing allows none; the calls
 *     under way may go beyond
 */
public record ToolLimits(int rounds, int calls, Duration elapsed, Duration perCall, Money spend) {
  public ToolLimits {
    Objects.requireNonNull(spend);
    if (rounds < 0) {
      throw new InvalidValue("rounds", rounds, "0 or more");
    }
    if (calls < 0) {
      throw new InvalidValue("calls", calls, "0 or more");
    }
    requirePositive("elapsed", elapsed);
    requirePositive("per_call", perCall);
  }

  private static void requirePositive(String field, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new InvalidValue(field, duration, "more than nothing");
    }
  }
}

package dev.parley.domain.quota;

import java.time.Duration;
import java.util.Objects;

/**
 * What one request asks for before it is known what it will use.
 *
 * @param tokens an estimate of prompt and completion together
 * @param cost an estimate
 * @param holdFor when the reservation lapses, counted from now, if nobody settles it: longer than
 *     any request can take
 */
public record Demand(ReservationId id, long tokens, Money cost, Duration holdFor) {
  public Demand {
    Objects.requireNonNull(id);
    Objects.requireNonNull(cost);
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens: " + tokens + " (expected: 0 or more)");
    }
    if (!holdFor.isPositive()) {
      throw new IllegalArgumentException("hold: " + holdFor + " (expected: a positive duration)");
    }
  }
}

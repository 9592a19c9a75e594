package dev.parley.domain.quota;

import java.util.Objects;
import java.util.UUID;

/**
 * Names a reservation; the caller chooses it, so that a repeated call can be told from a new one.
 */
public record ReservationId(UUID value) {
  public ReservationId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

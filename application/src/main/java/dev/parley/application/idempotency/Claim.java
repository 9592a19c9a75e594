package dev.parley.application.idempotency;

import java.util.Objects;
import java.util.UUID;

/**
 * The right to answer a request. Whoever holds one that ran out cannot end what another then began.
 *
 * @param id of this attempt and no other
 */
public record Claim(RequestName request, UUID id) {
  public Claim {
    Objects.requireNonNull(request);
    Objects.requireNonNull(id);
  }
}

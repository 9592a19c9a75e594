package dev.parley.domain.tenant;

import java.util.Objects;
import java.util.UUID;

/** Names one tenant. */
public record TenantId(UUID value) {
  public TenantId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

package dev.parley.domain.tenant;

import java.util.Objects;
import java.util.UUID;

/** Names one API key. */
public record ApiKeyId(UUID value) {
  public ApiKeyId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

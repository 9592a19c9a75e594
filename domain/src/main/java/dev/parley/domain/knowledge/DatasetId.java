package dev.parley.domain.knowledge;

import java.util.Objects;
import java.util.UUID;

/** Names one dataset. */
public record DatasetId(UUID value) {
  public DatasetId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

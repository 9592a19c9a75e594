package dev.parley.domain.conversation;

import java.util.Objects;
import java.util.UUID;

/** Names one run. */
public record RunId(UUID value) {
  public RunId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

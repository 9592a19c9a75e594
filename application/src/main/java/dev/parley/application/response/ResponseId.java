package dev.parley.application.response;

import java.util.Objects;
import java.util.UUID;

/** What a response is known by. */
public record ResponseId(UUID value) {
  public ResponseId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

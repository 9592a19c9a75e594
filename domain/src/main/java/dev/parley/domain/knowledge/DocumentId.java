package dev.parley.domain.knowledge;

import java.util.Objects;
import java.util.UUID;

/** Names one document. */
public record DocumentId(UUID value) {
  public DocumentId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

package dev.parley.domain.knowledge;

import java.util.Objects;
import java.util.UUID;

/** Names one chunk. */
public record ChunkId(UUID value) {
  public ChunkId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

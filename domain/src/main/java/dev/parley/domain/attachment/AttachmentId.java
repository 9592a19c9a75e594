package dev.parley.domain.attachment;

import java.util.Objects;
import java.util.UUID;

/** Names one attached file (the HTTP contract calls it a file). */
public record AttachmentId(UUID value) {
  public AttachmentId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

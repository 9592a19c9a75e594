package dev.parley.domain.conversation;

import java.util.Objects;
import java.util.UUID;

/** Names one message. */
public record MessageId(UUID value) {
  public MessageId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

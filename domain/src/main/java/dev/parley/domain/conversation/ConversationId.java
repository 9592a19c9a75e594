package dev.parley.domain.conversation;

import java.util.Objects;
import java.util.UUID;

/** Names one conversation (the HTTP contract also calls it a session). */
public record ConversationId(UUID value) {
  public ConversationId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

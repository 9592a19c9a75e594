package dev.parley.domain.conversation;

import java.util.Objects;
import java.util.UUID;

/** Names one share of a conversation. It opens nothing: the token does. */
public record ShareId(UUID value) {
  public ShareId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

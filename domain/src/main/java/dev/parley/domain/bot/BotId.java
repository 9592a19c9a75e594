package dev.parley.domain.bot;

import java.util.Objects;
import java.util.UUID;

/** Names one bot. */
public record BotId(UUID value) {
  public BotId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

package dev.parley.domain.context;

import java.util.Objects;

/** One message as a model is shown it. */
public record Turn(Speaker speaker, String text) {

  /** Who says a turn. */
  public enum Speaker {
    SYSTEM,
    USER,
    ASSISTANT
  }

  public Turn {
    Objects.requireNonNull(speaker);
    Objects.requireNonNull(text);
  }
}

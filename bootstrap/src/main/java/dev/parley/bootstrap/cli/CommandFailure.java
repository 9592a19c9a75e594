package dev.parley.bootstrap.cli;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command could not be carried out; the message says why and what to do. */
final class CommandFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final @Nullable Duration retryAfter;

  CommandFailure(String message) {
    this(message, null);
  }

  /**
   * @param retryAfter when the same may succeed; null: nobody says that it ever will
   */
  CommandFailure(String message, @Nullable Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** When the same may succeed; empty where nobody says that it ever will. */
  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}

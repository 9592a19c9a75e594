package dev.parley.bootstrap.server;

import java.io.Serial;
import java.util.Objects;

/** The server cannot start; the message tells the operator why and what to do. */
public final class StartupFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  StartupFailure(String message) {
    super(message);
  }

  StartupFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says what the cause says. */
  StartupFailure(RuntimeException cause) {
    super(Objects.requireNonNullElseGet(cause.getMessage(), cause::toString), cause);
  }
}

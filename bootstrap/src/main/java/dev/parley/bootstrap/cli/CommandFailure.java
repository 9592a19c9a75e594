package dev.parley.bootstrap.cli;

import java.io.Serial;

/** A command could not be carried out; the message says why and what to do. */
final class CommandFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  CommandFailure(String message) {
    super(message);
  }
}

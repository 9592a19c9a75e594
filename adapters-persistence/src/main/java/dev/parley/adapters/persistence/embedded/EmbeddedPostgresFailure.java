package dev.parley.adapters.persistence.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL cannot run; the message says why and what the operator can do. */
public final class EmbeddedPostgresFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What stands in the way. */
  public enum Reason {
    /** No server binaries are bundled for this operating system and processor. */
    UNSUPPORTED_PLATFORM,
    /** The bundled binaries cannot be unpacked, or do not run on this machine. */
    BINARIES_UNUSABLE,
    /** Parley runs as root and found no way to run the server as somebody else. */
    NO_UNPRIVILEGED_USER,
    /** The data directory was made by another major version of PostgreSQL. Nothing was changed. */
    VERSION_MISMATCH,
    /** The data directory cannot be made, read or matched with its password. */
    DATA_UNUSABLE,
    /** The server did not come up, or did not answer. */
    START_FAILED
  }

  private final Reason reason;

  EmbeddedPostgresFailure(Reason reason, String message) {
    this(reason, message, null);
  }

  EmbeddedPostgresFailure(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}

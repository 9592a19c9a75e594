package dev.parley.adapters.persistence.schema;

import java.io.Serial;

/** The database could not be brought to the schema that this program needs. */
public final class SchemaMigrationFailed extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** What kind of trouble it is, and whose. */
  public enum Reason {
    /** A newer version of the program has migrated this database. */
    DATABASE_NEWER,
    /** A migration that was applied is not the one that this program holds. */
    MIGRATION_CHANGED,
    /** A migration failed; nothing of it was kept. */
    MIGRATION_FAILED,
    /** The login lacks a right. */
    NOT_ALLOWED,
    /** The server does not answer, or refuses the login. */
    UNREACHABLE,
    /** The server is older than the schema needs. */
    SERVER_TOO_OLD
  }

  private final Reason reason;

  SchemaMigrationFailed(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  SchemaMigrationFailed(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}

package dev.parley.adapters.persistence.schema;

import dev.parley.adapters.persistence.schema.SchemaMigrationFailed.Reason;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database to the schema that this program needs. Any number of processes may do so at
 * once: Flyway holds an advisory lock of the database meanwhile, and those who come later find
 * nothing left to do. All that is missing is applied in one transaction: the database is at the old
 * schema or at the new one, never between.
 */
public final class SchemaMigrations {
  /** The first to know {@code ON DELETE SET NULL (column)}. */
  private static final int OLDEST_SERVER = 15;

  /** What a transaction cannot do without a right of its own. */
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private SchemaMigrations() {}

  /**
   * Applies what is missing. Blocking.
   *
   * @param user a login that may create tables, and the role {@code parley_app} where it is absent
   * @return how many migrations were applied
   * @throws SchemaMigrationFailed if the database cannot be used by this program
   */
  public static int migrate(String jdbcUrl, String user, String password) {
    requireServer(jdbcUrl, user, password);
    Flyway flyway = configuration(jdbcUrl, user, password).load();
    int applied;
    try {
      applied = flyway.migrate().migrationsExecuted;
    } catch (FlywayValidateException mismatch) {
      throw mismatch(flyway, mismatch);
    } catch (FlywayException failure) {
      throw failure(failure);
    }
    requireRuntimeRole(jdbcUrl, user, password);
    return applied;
  }

  static FluentConfiguration configuration(String jdbcUrl, String user, String password) {
    return Flyway.configure(SchemaMigrations.class.getClassLoader())
        .dataSource(jdbcUrl, user, password)
        .locations("classpath:db/migration")
        .failOnMissingLocations(true)
        .placeholderReplacement(false)
        .validateMigrationNaming(true)
        // Only what is still to be applied may differ: a migration from the future may not.
        .ignoreMigrationPatterns("*:pending")
        .group(true);
  }

  private static SchemaMigrationFailed mismatch(Flyway flyway, FlywayValidateException mismatch) {
    String newer =
        Arrays.stream(flyway.info().applied())
            .filter(SchemaMigrations::isFromTheFuture)
            .map(migration -> "V" + migration.getVersion())
            .collect(Collectors.joining(", "));
    return newer.isEmpty()
        ? new SchemaMigrationFailed(
            Reason.MIGRATION_CHANGED,
            "The database was migrated by something else than this program: "
                + mismatch.getMessage(),
            mismatch)
        : new SchemaMigrationFailed(
            Reason.DATABASE_NEWER,
            "The database was migrated by a newer version of this program ("
                + newer
                + "). Start that version, or restore a backup from before.",
            mismatch);
  }

  private static boolean isFromTheFuture(MigrationInfo migration) {
    return migration.getState() == MigrationState.FUTURE_SUCCESS
        || migration.getState() == MigrationState.FUTURE_FAILED;
  }

  private static SchemaMigrationFailed failure(FlywayException failure) {
    SQLException refusal = sqlCause(failure);
    if (refusal != null && INSUFFICIENT_PRIVILEGE.equals(refusal.getSQLState())) {
      return new SchemaMigrationFailed(
          Reason.NOT_ALLOWED, "The database refuses: " + refusal.getMessage(), failure);
    }
    return new SchemaMigrationFailed(
        Reason.MIGRATION_FAILED,
        "The database could not be migrated: "
            + (refusal == null ? failure.getMessage() : refusal.getMessage()),
        failure);
  }

  private static @Nullable SQLException sqlCause(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found) {
        return found;
      }
    }
    return null;
  }

  private static void requireServer(String jdbcUrl, String user, String password) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password)) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < OLDEST_SERVER) {
        throw new SchemaMigrationFailed(
            Reason.SERVER_TOO_OLD,
            "PostgreSQL " + version + " (expected: " + OLDEST_SERVER + " or newer)");
      }
    } catch (SQLException e) {
      throw new SchemaMigrationFailed(
          Reason.UNREACHABLE, "The database does not let us in: " + e.getMessage(), e);
    }
  }

  /** A restored copy or an administrator may have left the role out, or made it too strong. */
  private static void requireRuntimeRole(String jdbcUrl, String user, String password) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE parley_app");
      try (ResultSet found =
          statement.executeQuery(
              """
              SELECT rolsuper OR rolbypassrls AS unbound
              FROM pg_roles
              WHERE rolname = current_user
              """)) {
        if (found.next() && found.getBoolean("unbound")) {
          throw new SchemaMigrationFailed(
              Reason.NOT_ALLOWED,
              "The role parley_app bypasses row-level security (expected: NOSUPERUSER"
                  + " NOBYPASSRLS).");
        }
      }
    } catch (SQLException e) {
      throw new SchemaMigrationFailed(
          Reason.NOT_ALLOWED, "The login cannot take the role parley_app: " + e.getMessage(), e);
    }
  }
}

package dev.parley.adapters.vector.pgvector;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The tables of the index of passages, with migrations and a history of their own: a database gets
 * them when it gets the extension pgvector, which may be long after its other tables.
 */
public final class PassageSchema {
  /** The first with iterative scans, without which a filter leaves next to nothing. */
  private static final int[] OLDEST = {0, 8};

  private static final String VERSION =
      "SELECT default_version FROM pg_available_extensions WHERE name = 'vector'";

  private PassageSchema() {}

  /** The database cannot hold an index of passages. */
  public static final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Whether a server brings pgvector in a version that is new enough. Blocking.
   *
   * @throws Unavailable if it cannot be asked
   */
  public static boolean isAvailable(String jdbcUrl, String user, String password) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
        Statement statement = connection.createStatement();
        ResultSet versions = statement.executeQuery(VERSION)) {
      return versions.next() && isNewEnough(versions.getString(1));
    } catch (SQLException e) {
      throw new Unavailable("The database cannot be asked for pgvector: " + e.getMessage(), e);
    }
  }

  static boolean isNewEnough(String version) {
    String[] parts = version.split("\\.", -1);
    for (int i = 0; i < OLDEST.length; i++) {
      int part = i < parts.length ? Integer.parseInt(parts[i].replaceAll("\\D.*", "0")) : 0;
      if (part != OLDEST[i]) {
        return part > OLDEST[i];
      }
    }
    return true;
  }

  /**
   * Applies what is missing, to a database that has Parley's other tables. Blocking.
   *
   * @param user a login that may create tables, and the extension where it is not there yet
   * @throws Unavailable if that cannot be done; the message says why
   */
  public static void migrate(String jdbcUrl, String user, String password) {
    try {
      int unused =
          Flyway.configure(PassageSchema.class.getClassLoader())
              .dataSource(jdbcUrl, user, password)
              .locations("classpath:db/passages")
              .table("flyway_passages_history")
              .failOnMissingLocations(true)
              .placeholderReplacement(false)
              .validateMigrationNaming(true)
              .baselineOnMigrate(true)
              .baselineVersion("0")
              .load()
              .migrate()
              .migrationsExecuted;
    } catch (FlywayException e) {
      throw new Unavailable("The tables of pgvector cannot be made: " + e.getMessage(), e);
    }
  }
}

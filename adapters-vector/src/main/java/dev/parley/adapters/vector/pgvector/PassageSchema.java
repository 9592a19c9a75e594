package dev.parley.adapters.vector.pgvector;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the index of passages, with migrations and a history of their own: a database gets
 * them when it gets the extension pgvector, which may be long after its other tables.
 */
public final class PassageSchema {
  /** The first with iterative scans, without which a filter leaves next to nothing. */
  private static final int[] OLDEST = {0, 8};

  private static final String OFFER =
      """
      SELECT
        (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS present,
        offered.version,
        (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
          OR NOT offered.superuser
          OR offered.trusted AND has_database_privilege(current_database(), 'CREATE') AS addable,
        quote_ident(current_user) AS login
      FROM (SELECT) AS one
      LEFT JOIN (
        SELECT v.version, v.superuser, v.trusted
        FROM pg_available_extensions e
        JOIN pg_available_extension_versions v
          ON v.name = e.name AND v.version = e.default_version
        WHERE e.name = 'vector') AS offered ON true
      """;

  private PassageSchema() {}

  /** What a database has of pgvector. */
  public sealed interface Offer permits Usable, Unusable {}

  /** It is there, or the login can add it. */
  public record Usable(String version) implements Offer {}

  /**
   * It is not, and the login cannot add it.
   *
   * @param reason a sentence without a full stop
   */
  public record Unusable(String reason) implements Offer {}

  /** The database cannot hold an index of passages. */
  public static final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Looks what a database has of pgvector. Blocking.
   *
   * @param user the login that would add it
   * @throws Unavailable if it cannot be asked
   */
  public static Offer offer(String jdbcUrl, String user, String password) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OFFER)) {
      boolean unused = row.next();
      return offer(
          row.getString("present"),
          row.getString("version"),
          row.getBoolean("addable"),
          row.getString("login"));
    } catch (SQLException e) {
      throw new Unavailable("The database cannot be asked for pgvector: " + e.getMessage(), e);
    }
  }

  static Offer offer(
      @Nullable String present, @Nullable String offered, boolean isAddable, String login) {
    String version = present == null ? offered : present;
    if (version == null) {
      return new Unusable("the database server does not bring the extension pgvector");
    }
    if (!isNewEnough(version)) {
      return new Unusable(
          "pgvector "
              + version
              + " (expected: 0.8.0 or newer"
              + (present == null ? "" : "; ALTER EXTENSION vector UPDATE")
              + ")");
    }
    if (present == null && !isAddable) {
      return new Unusable(
          "the login "
              + login
              + " may not add the extension pgvector; have an administrator run CREATE EXTENSION"
              + " vector in the database");
    }
    return new Usable(version);
  }

  static boolean isNewEnough(String version) {
    String[] parts = version.split("\\.", -1);
    for (int i = 0; i < OLDEST.length; i++) {
      String digits = i < parts.length ? parts[i].replaceAll("\\D.*", "") : "";
      int part = digits.isEmpty() ? 0 : Integer.parseInt(digits);
      if (part != OLDEST[i]) {
        return part > OLDEST[i];
      }
    }
    return true;
  }

  /**
   * Applies what is missing, to a database that has Parley's other tables. Blocking; several
   * processes may do so at once.
   *
   * @param user a login that may create tables, and the extension where it is not there yet
   * @return how many migrations were applied
   * @throws Unavailable if that cannot be done; the message says why
   */
  public static int migrate(String jdbcUrl, String user, String password) {
    try {
      return configuration(jdbcUrl, user, password).load().migrate().migrationsExecuted;
    } catch (FlywayException e) {
      throw new Unavailable("The tables of pgvector cannot be made: " + e.getMessage(), e);
    }
  }

  static FluentConfiguration configuration(String jdbcUrl, String user, String password) {
    return Flyway.configure(PassageSchema.class.getClassLoader())
        .dataSource(jdbcUrl, user, password)
        .locations("classpath:db/passages")
        .table("flyway_passages_history")
        .failOnMissingLocations(true)
        .placeholderReplacement(false)
        .validateMigrationNaming(true)
        .baselineOnMigrate(true)
        .baselineVersion("0");
  }
}

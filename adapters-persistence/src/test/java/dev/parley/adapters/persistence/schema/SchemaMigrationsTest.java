package dev.parley.adapters.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.adapters.persistence.TestDatabase;
import dev.parley.adapters.persistence.embedded.DisposablePostgres;
import dev.parley.adapters.persistence.embedded.EmbeddedPostgres;
import dev.parley.adapters.persistence.schema.SchemaMigrationFailed.Reason;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SchemaMigrationsTest {
  private static final String PASSWORD = "correct-horse-battery";

  private final TestDatabase database = TestDatabase.create();

  private static int migrate(TestDatabase database) {
    return SchemaMigrations.migrate(database.jdbcUrl(), database.username(), database.password());
  }

  private void execute(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot prepare the database", e);
    }
  }

  private List<String> tables() {
    try (Catalogue catalogue = new Catalogue(database)) {
      return catalogue.tables();
    }
  }

  private static void assertFails(Reason reason, String saying, ThrowingCallable migration) {
    assertThatExceptionOfType(SchemaMigrationFailed.class)
        .isThrownBy(migration)
        .satisfies(failure -> assertThat(failure.reason()).isEqualTo(reason))
        .withMessageContaining(saying);
  }

  @Test
  void appliesEveryMigrationOnce() {
    int applied = migrate(database);

    assertThat(applied).isPositive();
    assertThat(migrate(database)).isZero();
    assertThat(tables()).contains("tenants", "scheduled_tasks");
  }

  @Test
  void letsManyProcessesStartAtOnce() throws Exception {
    List<Callable<Integer>> starts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      starts.add(() -> migrate(database));
    }
    int applied = 0;
    try (ExecutorService executor = Executors.newFixedThreadPool(starts.size())) {
      for (Future<Integer> start : executor.invokeAll(starts)) {
        applied += start.get();
      }
    }

    assertThat(applied).isEqualTo(migrate(TestDatabase.create()));
  }

  @Test
  void migratesDatabasesOfOneServerAtOnce() throws Exception {
    List<Callable<Integer>> starts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      TestDatabase each = TestDatabase.create();
      starts.add(() -> migrate(each));
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(starts.size())) {
      for (Future<Integer> start : executor.invokeAll(starts)) {
        assertThat(start.get()).isPositive();
      }
    }
  }

  @Test
  void refusesADatabaseOfANewerVersion() {
    migrate(database);
    execute(
        """
        INSERT INTO flyway_schema_history
          (installed_rank, version, description, type, script, checksum, installed_by,
           execution_time, success)
        VALUES (9000, '900', 'future', 'SQL', 'V900__future.sql', 1, 'somebody', 1, true)
        """);

    assertFails(Reason.DATABASE_NEWER, "V900", () -> migrate(database));
  }

  @Test
  void refusesADatabaseWhoseMigrationsWereOthers() {
    migrate(database);
    execute("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '003'");

    assertFails(Reason.MIGRATION_CHANGED, "checksum", () -> migrate(database));
  }

  @Test
  void keepsNothingOfAMigrationThatFails() {
    migrate(database);
    execute("DELETE FROM flyway_schema_history WHERE version >= '020'");
    execute("DROP TABLE audit_events");

    assertFails(Reason.MIGRATION_FAILED, "already exists", () -> migrate(database));

    assertThat(tables()).doesNotContain("audit_events");
  }

  @Test
  void refusesADatabaseThatIsSomebodyElses() {
    execute("CREATE TABLE invoices (id int)");

    assertFails(Reason.MIGRATION_FAILED, "non-empty", () -> migrate(database));
  }

  @Test
  void saysThatTheLoginIsRefused() {
    assertThatExceptionOfType(SchemaMigrationFailed.class)
        .isThrownBy(() -> SchemaMigrations.migrate(database.jdbcUrl(), "nobody_here", PASSWORD))
        .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE))
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain(PASSWORD));
  }

  @Test
  void saysWhatAnAdministratorMustDoForAPlainLogin() {
    migrate(TestDatabase.create());
    String login = plainLogin();

    assertFails(
        Reason.NOT_ALLOWED,
        "GRANT parley_app TO " + login,
        () -> SchemaMigrations.migrate(database.jdbcUrl(), login, PASSWORD));

    execute("GRANT parley_app TO " + login);
    assertThat(SchemaMigrations.migrate(database.jdbcUrl(), login, PASSWORD)).isPositive();
  }

  @Test
  void refusesARuntimeRoleThatBypassesRowLevelSecurity() {
    migrate(database);
    execute("ALTER ROLE parley_app BYPASSRLS");
    try {
      assertFails(Reason.NOT_ALLOWED, "NOBYPASSRLS", () -> migrate(database));
    } finally {
      execute("ALTER ROLE parley_app NOBYPASSRLS");
    }
  }

  /** What a hosted PostgreSQL gives its customers: no superuser, but one who may create roles. */
  @Test
  void needsNoSuperuser() throws SQLException {
    EmbeddedPostgres server = DisposablePostgres.start();
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE customer LOGIN CREATEROLE PASSWORD '" + PASSWORD + "'");
      statement.execute("ALTER DATABASE parley OWNER TO customer");
    }

    assertThat(SchemaMigrations.migrate(server.jdbcUrl(), "customer", PASSWORD)).isPositive();
    assertThat(SchemaMigrations.migrate(server.jdbcUrl(), "customer", PASSWORD)).isZero();
  }

  /** A login that owns the database and has no other right. */
  private String plainLogin() {
    String login = "plain_" + database.jdbcUrl().replaceAll(".*/test_(\\d+).*", "$1");
    execute("CREATE ROLE " + login + " LOGIN PASSWORD '" + PASSWORD + "'");
    execute(
        """
        DO $$ BEGIN
          EXECUTE format('ALTER DATABASE %%I OWNER TO %1$s', current_database());
        END $$
        """
            .formatted(login));
    return login;
  }
}

package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.persistence.embedded.EmbeddedPostgres;
import dev.parley.adapters.persistence.embedded.HomeLock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parley on a PostgreSQL server that is not its own, under a login that is no superuser. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ExternalDatabaseTest {
  private static final String PASSWORD = "p@ss:w/rd";

  private static Home databaseHome;
  private static Home home;
  private static HomeLock lock;
  private static EmbeddedPostgres postgres;
  private static Map<String, String> settings;

  @BeforeAll
  static void startDatabase() throws SQLException {
    databaseHome = Home.create();
    home = Home.create();
    lock = HomeLock.acquire(databaseHome.path());
    postgres = EmbeddedPostgres.start(lock);
    try (Connection connection = connect("parley");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE acme LOGIN CREATEROLE PASSWORD '" + PASSWORD + "'");
      statement.execute("CREATE DATABASE acme OWNER acme");
    }
    settings =
        Map.of(
            "DATABASE_URL",
            "postgres://acme:p%%40ss%%3Aw%%2Frd@127.0.0.1:%d/acme".formatted(postgres.port()),
            "PARLEY_DEMO",
            "true");
  }

  @AfterAll
  static void stopDatabase() {
    postgres.close();
    lock.close();
    databaseHome.close();
    home.close();
  }

  private static Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl().replace("/parley?", "/" + database + "?"),
        postgres.username(),
        postgres.password());
  }

  @Test
  void migratesThenServesTheSameFirstAnswer() throws SQLException {
    String first = migrate();
    assertThat(first).matches("The database is up to date; migrations applied: [1-9]\\d*");
    assertThat(migrate()).isEqualTo("The database is up to date; migrations applied: 0");
    runtimeRoleOwnsNothing();

    try (ServerProcess server = ServerProcess.start(home, settings)) {
      assertThat(home.path().resolve("postgres")).doesNotExist();
      List<ServerEvent> events;
      try (EventStream stream =
          server.demo().stream(
              "/v1/chat",
              Map.of(
                  "bot_id",
                  "demo",
                  "message",
                  "How does Parley keep tenants apart?",
                  "stream",
                  true))) {
        events = stream.toEnd();
      }
      assertThat(events).extracting(ServerEvent::type).contains("citation", "usage");
      assertThat(events.getLast().type()).isEqualTo("message.completed");
      assertThat(
              strings(
                  """
                  SELECT DISTINCT usename::text FROM pg_stat_activity
                   WHERE datname = 'acme' AND pid <> pg_backend_pid()"""))
          .containsExactly("acme");
      runtimeRoleSeesNothingByItself();
      server.terminate();
      assertThat(server.program().awaitExit(Await.LONG)).isIn(0, 143);
      assertThat(server.program().err()).doesNotContain(PASSWORD).doesNotContain("p%40ss");
    }
    assertThat(strings("SELECT 'x' FROM pg_stat_activity WHERE datname='acme' AND usename='acme'"))
        .isEmpty();
  }

  private static String migrate() {
    Map<String, String> all = ServerProcess.settingsFor(home, settings);
    try (Program program = Program.launch(home.path(), all, "migrate")) {
      int exitCode = program.awaitExit(Await.LONG);
      assertThat(exitCode).as(program.err()).isZero();
      return program.out().strip();
    }
  }

  private static void runtimeRoleOwnsNothing() throws SQLException {
    assertThat(
            strings(
                """
                SELECT concat_ws(' ', rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb)
                  FROM pg_roles WHERE rolname = 'parley_app'"""))
        .containsExactly("f f f f f");
    assertThat(strings("SELECT relname::text FROM pg_class WHERE relowner = 'parley_app'::regrole"))
        .isEmpty();
    assertThat(
            strings(
                """
                SELECT c.relname::text
                  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                 WHERE c.relkind = 'r' AND a.attname = 'tenant_id' AND NOT a.attisdropped
                   AND c.relnamespace = 'public'::regnamespace
                   AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"""))
        .as("tables of tenants without forced row-level security")
        .isEmpty();
  }

  private static void runtimeRoleSeesNothingByItself() throws SQLException {
    try (Connection connection = connect("acme");
        Statement statement = connection.createStatement()) {
      for (String role : List.of("NONE", "parley_app")) {
        statement.execute("SET ROLE " + role);
        for (String table :
            List.of("tenants", "conversations", "documents", "chunks", "api_keys")) {
          try (ResultSet rows = statement.executeQuery("SELECT count(*) > 0 FROM " + table)) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getBoolean(1)).as(table + " as " + role).isEqualTo(role.equals("NONE"));
          }
        }
      }
    }
  }

  private static List<String> strings(String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = connect("acme");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}

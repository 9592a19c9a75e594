package dev.parley.bootstrap.e2e;

import dev.parley.adapters.persistence.embedded.EmbeddedPostgres;
import dev.parley.adapters.persistence.embedded.HomeLock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database that several nodes are told of, as an operator's would be. */
final class SharedDatabase implements AutoCloseable {
  private static final String NAME = "acme";

  private final Home home = Home.create();
  private final HomeLock lock = HomeLock.acquire(home.path());
  private final EmbeddedPostgres postgres = EmbeddedPostgres.start(lock);

  private SharedDatabase() {}

  static SharedDatabase start() {
    SharedDatabase database = new SharedDatabase();
    try (Connection connection =
            DriverManager.getConnection(
                database.postgres.jdbcUrl(),
                database.postgres.username(),
                database.postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE acme LOGIN CREATEROLE PASSWORD 'acme'");
      statement.execute("CREATE DATABASE acme OWNER acme");
      return database;
    } catch (SQLException e) {
      database.close();
      throw new IllegalStateException(e);
    }
  }

  /** As a node is told of it. */
  String url() {
    return "postgres://acme:acme@127.0.0.1:" + postgres.port() + "/" + NAME;
  }

  /** A connection that passes by row-level security. */
  Connection connect() throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + NAME;
    return DriverManager.getConnection(url, postgres.username(), postgres.password());
  }

  @Override
  public void close() {
    postgres.close();
    lock.close();
    home.close();
  }
}

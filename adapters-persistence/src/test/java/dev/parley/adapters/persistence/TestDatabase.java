package dev.parley.adapters.persistence;

import dev.parley.adapters.persistence.embedded.DisposablePostgres;
import dev.parley.adapters.persistence.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database that one test suite has to itself, in a server shared by all suites of the JVM.
 *
 * <p>The server starts with the first database and ends with the JVM. A suite that needs the same
 * schema again and again migrates one database and takes {@linkplain #copy copies} of it.
 *
 * @param jdbcUrl where it is, without the credentials
 * @param username a superuser
 * @param password the password of that user
 */
public record TestDatabase(String jdbcUrl, String username, String password) {
  private static final AtomicInteger CREATED = new AtomicInteger();

  private static final class Server {
    private static final EmbeddedPostgres INSTANCE = DisposablePostgres.start();
  }

  /** A fresh, empty database. */
  public static TestDatabase create() {
    return createLike("template1");
  }

  /**
   * A fresh database with everything that is in this one, to which nobody may be connected
   * meanwhile.
   */
  public TestDatabase copy() {
    return createLike(name());
  }

  /** The same database, reached by another login. */
  public TestDatabase as(String login, String itsPassword) {
    return new TestDatabase(jdbcUrl, login, itsPassword);
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, username, password);
  }

  private static TestDatabase createLike(String template) {
    EmbeddedPostgres server = Server.INSTANCE;
    String name = "test_" + CREATED.incrementAndGet();
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
        Statement statement = connection.createStatement()) {
      // Both names are made in this class; identifiers cannot be bound.
      statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create database " + name + " like " + template, e);
    }
    return new TestDatabase(
        server.jdbcUrl().replace("/parley?", "/" + name + "?"),
        server.username(),
        server.password());
  }

  private String name() {
    return jdbcUrl.substring(jdbcUrl.lastIndexOf('/') + 1, jdbcUrl.indexOf('?'));
  }
}

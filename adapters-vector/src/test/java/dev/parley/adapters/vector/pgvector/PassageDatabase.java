package dev.parley.adapters.vector.pgvector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with the tables of passages, and what those need of the main schema. */
final class PassageDatabase {
  /** The runtime role, and which rows a transaction sees. */
  private static final List<String> SURROUNDINGS =
      List.of("V001__runtime_role.sql", "V002__row_visibility.sql");

  private static final Path MAIN_SCHEMA =
      Path.of("..", "adapters-persistence", "src", "main", "resources", "db", "migration");

  private final PgVectorServer server;
  private final String name;

  private PassageDatabase(PgVectorServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /** A database without the tables of passages. */
  static PassageDatabase bare() {
    PgVectorServer server = PgVectorServer.shared();
    PassageDatabase database = new PassageDatabase(server, server.createDatabase());
    try {
      for (String migration : SURROUNDINGS) {
        database.run(Files.readString(MAIN_SCHEMA.resolve(migration)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return database;
  }

  static PassageDatabase create() {
    PassageDatabase database = bare();
    int unused = database.migrate(database.server.user(), database.server.password());
    return database;
  }

  int migrate(String user, String password) {
    return PassageSchema.migrate(jdbcUrl(), user, password);
  }

  String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  PgVectorServer server() {
    return server;
  }

  String name() {
    return name;
  }

  /** Connections that act as the runtime role. */
  DataSource pool() {
    return pool("-c role=parley_app");
  }

  /** Connections of the superuser, whom row-level security does not bind. */
  DataSource unbound() {
    return pool("");
  }

  private DataSource pool(String options) {
    PGSimpleDataSource pool = new PGSimpleDataSource();
    pool.setUrl(jdbcUrl());
    pool.setUser(server.user());
    pool.setPassword(server.password());
    pool.setOptions(options);
    return pool;
  }

  /** As the superuser. */
  void run(String... statements) {
    try (Connection connection = server.connect(name);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of what statements answer, as the superuser. */
  List<String> ask(String... statements) {
    List<String> found = new ArrayList<>();
    try (Connection connection = server.connect(name);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        if (statement.execute(sql)) {
          try (ResultSet rows = statement.getResultSet()) {
            while (rows.next()) {
              found.add(rows.getString(1));
            }
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  /** Takes all passages out. */
  void clear() {
    run("TRUNCATE passages, passage_documents, passage_words, passage_totals");
  }
}

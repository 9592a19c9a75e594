package dev.parley.benchmarks.retrieval;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.adapters.persistence.schema.SchemaMigrations;
import dev.parley.adapters.vector.pgvector.PassageSchema;
import dev.parley.adapters.vector.pgvector.PassageSchema.Unusable;
import dev.parley.adapters.vector.pgvector.PassageSchema.Usable;
import dev.parley.fixtures.postgres.InstalledPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of passages, on a server of the PostgreSQL that is installed on this machine. */
final class PassageDatabase implements AutoCloseable {
  private final InstalledPostgres server;
  private final HikariDataSource pool;
  private final String version;

  private PassageDatabase(InstalledPostgres server, HikariDataSource pool, String version) {
    this.server = server;
    this.pool = pool;
    this.version = version;
  }

  /** There is none with pgvector. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    Missing(String message) {
      super(message);
    }
  }

  static PassageDatabase start() throws Missing {
    Path programs =
        InstalledPostgres.programs()
            .orElseThrow(
                () ->
                    new Missing(
                        "no PostgreSQL with pgvector is installed; docs/operations.md says how"));
    InstalledPostgres server = InstalledPostgres.start(programs, "shared_buffers=512MB");
    boolean usable = false;
    try {
      PassageDatabase database = migrated(server);
      usable = true;
      return database;
    } finally {
      if (!usable) {
        server.close();
      }
    }
  }

  private static PassageDatabase migrated(InstalledPostgres server) throws Missing {
    String url = server.jdbcUrl("postgres");
    int unused = SchemaMigrations.migrate(url, InstalledPostgres.USER, InstalledPostgres.PASSWORD);
    String version =
        switch (PassageSchema.offer(url, InstalledPostgres.USER, InstalledPostgres.PASSWORD)) {
          case Usable usable -> usable.version();
          case Unusable unusable -> throw new Missing(unusable.reason());
        };
    unused = PassageSchema.migrate(url, InstalledPostgres.USER, InstalledPostgres.PASSWORD);
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    pool.setUsername(InstalledPostgres.USER);
    pool.setPassword(InstalledPostgres.PASSWORD);
    pool.setMaximumPoolSize(4);
    pool.setConnectionInitSql("SET ROLE parley_app");
    return new PassageDatabase(server, pool, version);
  }

  /** Connections that act as the runtime role, as a server's do. */
  HikariDataSource pool() {
    return pool;
  }

  /** Of pgvector. */
  String version() {
    return version;
  }

  /** What the server does by itself after a while. */
  void settle() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                pool.getJdbcUrl(), InstalledPostgres.USER, InstalledPostgres.PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE) passages, passage_words");
    }
  }

  @Override
  public void close() {
    pool.close();
    server.close();
  }
}

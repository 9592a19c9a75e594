package dev.parley.benchmarks.gateway;

import dev.parley.adapters.persistence.embedded.EmbeddedPostgres;
import dev.parley.adapters.persistence.embedded.HomeLock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a server that has been stopped had written down. */
final class Ledger {
  private Ledger() {}

  /**
   * How many calls are in the books of a home, with what they used.
   *
   * @throws IOException if its database cannot be read
   */
  static long calls(Path home) throws IOException {
    try (HomeLock lock = HomeLock.acquire(home);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(lock);
        Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(), postgres.username(), postgres.password());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM usage_records WHERE completion_tokens > 0")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IOException("the ledger cannot be read", e);
    }
  }
}

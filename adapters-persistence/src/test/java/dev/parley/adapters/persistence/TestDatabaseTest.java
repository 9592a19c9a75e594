package dev.parley.adapters.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {
  @Test
  void keepsDatabasesApart() throws SQLException {
    TestDatabase one = TestDatabase.create();
    TestDatabase other = TestDatabase.create();
    execute(one, "CREATE TABLE note (text text)");

    assertThat(tablesIn(one)).isEqualTo(1);
    assertThat(tablesIn(other)).isZero();
  }

  @Test
  void copiesWhatADatabaseHolds() throws SQLException {
    TestDatabase original = TestDatabase.create();
    execute(original, "CREATE TABLE note (text text)");

    TestDatabase copy = original.copy();

    assertThat(tablesIn(copy)).isEqualTo(1);
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int tablesIn(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) {
      result.next();
      return result.getInt(1);
    }
  }
}

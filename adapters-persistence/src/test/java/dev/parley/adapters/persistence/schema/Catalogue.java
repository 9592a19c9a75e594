package dev.parley.adapters.persistence.schema;

import dev.parley.adapters.persistence.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What PostgreSQL itself says about a migrated database. */
final class Catalogue implements AutoCloseable {
  private final Connection connection;

  Catalogue(TestDatabase database) {
    try {
      connection = database.connect();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot reach the test database", e);
    }
  }

  /** Everything that is in every table, but for the migrations' own book-keeping. */
  Map<String, List<Map<String, String>>> contents() {
    Map<String, List<Map<String, String>>> contents = new TreeMap<>();
    // Tables are named by the catalogue itself.
    tables().forEach(table -> contents.put(table, rows("SELECT * FROM " + table)));
    return contents;
  }

  /** All rows of a query, each column as text. */
  List<Map<String, String>> rows(String sql, Object... values) {
    try {
      return rows(connection, sql, values);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the catalogue", e);
    }
  }

  static List<Map<String, String>> rows(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet results = statement.executeQuery()) {
        List<Map<String, String>> rows = new ArrayList<>();
        while (results.next()) {
          rows.add(row(results));
        }
        return rows;
      }
    }
  }

  private static Map<String, String> row(ResultSet results) throws SQLException {
    ResultSetMetaData columns = results.getMetaData();
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String value = results.getString(i);
      row.put(columns.getColumnLabel(i), value == null ? "" : value);
    }
    return row;
  }

  /** The only column of each row. */
  List<String> column(String sql, Object... values) {
    return rows(sql, values).stream().map(row -> row.values().iterator().next()).toList();
  }

  /** Every table there is, but for the migrations' own book-keeping. */
  List<String> tables() {
    return column(
        """
        SELECT relname
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
          AND relname <> 'flyway_schema_history'
        ORDER BY relname
        """);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot leave the test database", e);
    }
  }
}

package dev.parley.adapters.vector.pgvector;

import dev.parley.domain.tenant.TenantId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Transactions on the rows of one tenant, each on a connection of the pool: the server is told
 * first whose rows they are, and row-level security hides all others.
 */
final class TenantRows {
  /**
   * Plans are made for the values at hand: one for values that are not known yet could use neither
   * a graph nor what a tenant is like. None is worth compiling.
   */
  private static final String BEGINNING =
      """
      SELECT set_config('app.tenant_id', ?, true),
        set_config('plan_cache_mode', 'force_custom_plan', true),
        set_config('jit', 'off', true)
      """;

  private final DataSource pool;

  TenantRows(DataSource pool) {
    this.pool = Objects.requireNonNull(pool);
  }

  /** What is done in a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T with(Transaction transaction) throws SQLException;
  }

  /** Reads a row. */
  @FunctionalInterface
  interface Mapper<T> {
    T of(ResultSet row) throws SQLException;
  }

  <T> T of(TenantId tenant, Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      boolean automatic = connection.getAutoCommit();
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        Transaction transaction = new Transaction(connection);
        transaction.run(BEGINNING, tenant.toString());
        T result = work.with(transaction);
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
        connection.setAutoCommit(automatic);
      }
    } catch (SQLException e) {
      throw new IndexFailure(e);
    }
  }

  /** The database did not do what it was asked for. */
  static final class IndexFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IndexFailure(SQLException cause) {
      super("pgvector: " + cause.getMessage(), cause);
    }
  }

  /** Statements of one transaction; values stand in for question marks, in order. */
  static final class Transaction {
    private final Connection connection;

    Transaction(Connection connection) {
      this.connection = connection;
    }

    /** Runs a statement; how many rows it changed. */
    int run(String sql, Object... values) throws SQLException {
      try (PreparedStatement statement = prepared(sql, values)) {
        return statement.execute() ? 0 : statement.getUpdateCount();
      }
    }

    <T> List<T> list(String sql, Mapper<T> mapper, Object... values) throws SQLException {
      try (PreparedStatement statement = prepared(sql, values);
          ResultSet rows = statement.executeQuery()) {
        List<T> list = new ArrayList<>();
        while (rows.next()) {
          list.add(mapper.of(rows));
        }
        return list;
      }
    }

    /** Runs a statement for each group of values, in few round trips. */
    void batch(String sql, List<Object[]> groups) throws SQLException {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (Object[] values : groups) {
          bind(statement, values);
          statement.addBatch();
        }
        int[] unused = statement.executeBatch();
      }
    }

    Array array(String type, Collection<?> elements) throws SQLException {
      return connection.createArrayOf(type, elements.toArray());
    }

    Array words(int[] words) throws SQLException {
      Object[] boxed = new Object[words.length];
      for (int i = 0; i < words.length; i++) {
        boxed[i] = words[i];
      }
      return connection.createArrayOf("int4", boxed);
    }

    private PreparedStatement prepared(String sql, Object[] values) throws SQLException {
      PreparedStatement statement = connection.prepareStatement(sql);
      bind(statement, values);
      return statement;
    }

    private static void bind(PreparedStatement statement, Object[] values) throws SQLException {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
    }
  }
}

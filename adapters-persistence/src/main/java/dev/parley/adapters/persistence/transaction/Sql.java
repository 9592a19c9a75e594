package dev.parley.adapters.persistence.transaction;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements in the transaction of a unit of work. Values stand in for {@code ?} in order and
 * are bound, never written into the statement: instants to the microsecond, constants of an enum by
 * their name in lower case, {@link SqlArray} as an array, floats as their bytes, the least
 * significant first. For one thread; good until the unit ends.
 *
 * <p>PostgreSQL's text holds every character but NUL. It is stored as U+FFFD, one character for
 * another, so that offsets into texts stay right.
 */
public final class Sql {
  private final Connection connection;

  Sql(Connection connection) {
    this.connection = connection;
  }

  /** The connection of the unit of work, for libraries that write their own SQL. */
  public Connection connection() {
    return connection;
  }

  /** All rows of a query, in its order. */
  public <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet results = statement.executeQuery()) {
        Row row = new Row(results);
        List<T> rows = new ArrayList<>();
        while (results.next()) {
          rows.add(mapper.apply(row));
        }
        return rows;
      }
    } catch (SQLException e) {
      throw StoreFailure.of(e);
    }
  }

  /** The first row of a query that is made to have one at most. */
  public <T> Optional<T> first(String sql, Function<Row, T> mapper, @Nullable Object... values) {
    return list(sql, mapper, values).stream().findFirst();
  }

  /** The number in the only column, named {@code total}, of the only row. */
  public long count(String sql, @Nullable Object... values) {
    return first(sql, row -> row.int64("total"), values).orElseThrow();
  }

  /** Changes rows and returns how many. */
  public int update(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw StoreFailure.of(e);
    }
  }

  /** Runs the same statement for each group of values, in few round trips. */
  public <T> void batch(String sql, List<T> items, Function<T, @Nullable Object[]> values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (T item : items) {
        bind(statement, values.apply(item));
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw StoreFailure.of(e.getNextException() == null ? e : e.getNextException());
    }
  }

  /** Groups the values of one item of a batch. */
  public static @Nullable Object[] values(@Nullable Object... values) {
    return values;
  }

  static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }

  static OffsetDateTime storable(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  private void bind(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, bindable(values[i]));
    }
  }

  private @Nullable Object bindable(@Nullable Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case String text -> storable(text);
      case Instant instant -> storable(instant);
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case SqlArray array ->
          connection.createArrayOf(array.elementType(), array.elements().toArray());
      case float[] vector -> bytes(vector);
      default -> value;
    };
  }

  private static byte[] bytes(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes.array();
  }
}

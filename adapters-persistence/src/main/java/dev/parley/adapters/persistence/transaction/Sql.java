package dev.parley.adapters.persistence.transaction;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
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
  /** Statements whose types are remembered, at most; all of ours are fewer. */
  private static final int MOST_REMEMBERED = 2_000;

  /** By statement: the type of each value, null where none but null has been bound so far. */
  private static final Map<String, AtomicReferenceArray<@Nullable String>> TYPES =
      new ConcurrentHashMap<>();

  private final Connection connection;

  /** Whose rows may be seen, until the server has been told. */
  private @Nullable Admission pending;

  /** Whether the server has carried out anything. */
  private boolean heard;

  private boolean lost;

  Sql(Connection connection, Admission admission) {
    this.connection = connection;
    this.pending = admission;
  }

  /**
   * What tells the server whose rows a unit works on. It is sent with the unit's first statement
   * and carried out before it: a round trip of its own would cost more than most statements.
   *
   * @param setting the name of a setting that the policies of row-level security look at
   */
  record Admission(String setting, String value) {
    private static final String SQL = "SELECT set_config(?, ?, true) AS setting";
    private static final int VALUES = 2;
  }

  /** The connection of the unit of work, for libraries that write their own SQL. */
  public Connection connection() {
    admit();
    return connection;
  }

  /** Whether the connection turned out to be gone before the server had done anything. */
  boolean wasLostUnheard() {
    return lost && !heard;
  }

  private StoreFailure failure(SQLException failure) {
    StoreFailure told = StoreFailure.of(failure);
    lost |= told.isOfTheConnection();
    return told;
  }

  private void admit() {
    Admission admission = pending;
    if (admission != null) {
      pending = null;
      var unused =
          list(Admission.SQL, row -> row.text("setting"), admission.setting(), admission.value());
    }
  }

  /** Prepares a statement, behind what is to be told first. */
  private PreparedStatement prepared(String sql, @Nullable Object[] values) throws SQLException {
    Admission admission = pending;
    PreparedStatement statement =
        connection.prepareStatement(admission == null ? sql : Admission.SQL + "; " + sql);
    if (admission != null) {
      statement.setString(1, admission.setting());
      statement.setString(2, admission.value());
    }
    bind(statement, sql, admission == null ? 0 : Admission.VALUES, values);
    return statement;
  }

  /** Executes up to the result of the statement itself. */
  private void execute(PreparedStatement statement) throws SQLException {
    boolean unused = statement.execute();
    heard = true;
    if (pending != null) {
      pending = null;
      unused = statement.getMoreResults();
    }
  }

  /** All rows of a query, in its order. */
  public <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... values) {
    try (PreparedStatement statement = prepared(sql, values)) {
      execute(statement);
      try (ResultSet results = statement.getResultSet()) {
        Row row = new Row(results);
        List<T> rows = new ArrayList<>();
        while (results.next()) {
          rows.add(mapper.apply(row));
        }
        return rows;
      }
    } catch (SQLException e) {
      throw failure(e);
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
    try (PreparedStatement statement = prepared(sql, values)) {
      execute(statement);
      return statement.getUpdateCount();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Runs the same statement for each group of values, in few round trips. */
  public <T> void batch(String sql, List<T> items, Function<T, @Nullable Object[]> values) {
    admit();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (T item : items) {
        bind(statement, sql, 0, values.apply(item));
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw failure(e.getNextException() == null ? e : e.getNextException());
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

  /**
   * Binds values. A null is bound with the type of the values that were bound in its place before:
   * without one, the driver has the server parse and plan the statement anew whenever a null takes
   * turns with a value, which costs as much as most statements do themselves.
   */
  private void bind(PreparedStatement statement, String sql, int offset, @Nullable Object[] values)
      throws SQLException {
    AtomicReferenceArray<@Nullable String> types = types(sql, values.length);
    for (int i = 0; i < values.length; i++) {
      Object value = bindable(values[i]);
      String type = types.get(i);
      if (value != null) {
        statement.setObject(offset + i + 1, value);
        if (type == null) {
          types.set(i, typeOf(value));
        }
      } else if (type != null) {
        statement.setNull(offset + i + 1, Types.NULL, type);
      } else {
        statement.setNull(offset + i + 1, Types.NULL);
      }
    }
  }

  private static AtomicReferenceArray<@Nullable String> types(String sql, int count) {
    AtomicReferenceArray<@Nullable String> known = TYPES.get(sql);
    if (known != null && known.length() == count) {
      return known;
    }
    AtomicReferenceArray<@Nullable String> fresh = new AtomicReferenceArray<>(count);
    if (known == null && TYPES.size() < MOST_REMEMBERED) {
      TYPES.put(sql, fresh);
    }
    return fresh;
  }

  /** What the driver says that a value is; null where that depends on more than its class. */
  private static @Nullable String typeOf(Object value) {
    return switch (value) {
      case String text -> "varchar";
      case UUID id -> "uuid";
      case Integer number -> "int4";
      case Long number -> "int8";
      case Double number -> "float8";
      case Boolean truth -> "bool";
      case OffsetDateTime time -> "timestamptz";
      case byte[] bytes -> "bytea";
      default -> null;
    };
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

package dev.parley.adapters.persistence.transaction;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row that a query stands on, read by column name. What is not said to be nullable must be
 * there: otherwise the accessor throws.
 */
public final class Row {
  private final ResultSet results;

  Row(ResultSet results) {
    this.results = results;
  }

  @FunctionalInterface
  private interface Accessor<T> {
    @Nullable T read(ResultSet results, String column) throws SQLException;
  }

  public UUID uuid(String column) {
    return present(column, uuidOrNull(column));
  }

  public @Nullable UUID uuidOrNull(String column) {
    return read(column, (row, name) -> row.getObject(name, UUID.class));
  }

  public String text(String column) {
    return present(column, textOrNull(column));
  }

  public @Nullable String textOrNull(String column) {
    return read(column, ResultSet::getString);
  }

  public boolean flag(String column) {
    return present(column, read(column, ResultSet::getBoolean));
  }

  public int int32(String column) {
    return present(column, read(column, ResultSet::getInt));
  }

  public long int64(String column) {
    return present(column, read(column, ResultSet::getLong));
  }

  public @Nullable Long int64OrNull(String column) {
    return read(column, ResultSet::getLong);
  }

  public double float64(String column) {
    return present(column, float64OrNull(column));
  }

  public @Nullable Double float64OrNull(String column) {
    return read(column, ResultSet::getDouble);
  }

  public Instant instant(String column) {
    return present(column, instantOrNull(column));
  }

  public @Nullable Instant instantOrNull(String column) {
    OffsetDateTime time = read(column, (row, name) -> row.getObject(name, OffsetDateTime.class));
    return time == null ? null : time.toInstant();
  }

  public byte[] bytes(String column) {
    return present(column, bytesOrNull(column));
  }

  public byte @Nullable [] bytesOrNull(String column) {
    return read(column, ResultSet::getBytes);
  }

  /** Floats that were bound as such; see {@link Sql}. */
  public float[] floats(String column) {
    byte[] bytes = bytes(column);
    float[] floats = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  /** A constant that was bound as such; see {@link Sql}. */
  public <E extends Enum<E>> E constant(String column, Class<E> type) {
    return Enum.valueOf(type, text(column).toUpperCase(Locale.ROOT));
  }

  public <E extends Enum<E>> @Nullable E constantOrNull(String column, Class<E> type) {
    String name = textOrNull(column);
    return name == null ? null : Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
  }

  public List<String> texts(String column) {
    return elements(column, String.class);
  }

  public @Nullable List<String> textsOrNull(String column) {
    Array array = read(column, ResultSet::getArray);
    return array == null ? null : ofArray(array, String.class);
  }

  public List<UUID> uuids(String column) {
    return elements(column, UUID.class);
  }

  public List<Integer> ints(String column) {
    return elements(column, Integer.class);
  }

  private <T> List<T> elements(String column, Class<T> type) {
    return ofArray(present(column, read(column, ResultSet::getArray)), type);
  }

  private static <T> List<T> ofArray(Array array, Class<T> type) {
    try {
      return Arrays.stream((Object[]) array.getArray()).map(type::cast).toList();
    } catch (SQLException e) {
      throw StoreFailure.of(e);
    }
  }

  private <T> @Nullable T read(String column, Accessor<T> accessor) {
    try {
      T value = accessor.read(results, column);
      return results.wasNull() ? null : value;
    } catch (SQLException e) {
      throw StoreFailure.of(e);
    }
  }

  private static <T> T present(String column, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("column " + column + ": null (expected: a value)");
    }
    return value;
  }
}

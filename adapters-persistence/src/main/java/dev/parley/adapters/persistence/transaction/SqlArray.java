package dev.parley.adapters.persistence.transaction;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value that is bound as an array.
 *
 * @param elementType PostgreSQL's name of it
 */
public record SqlArray(String elementType, Collection<? extends @Nullable Object> elements) {

  /** Texts, or nulls where there are none. */
  public static SqlArray texts(Collection<? extends @Nullable String> elements) {
    return new SqlArray(
        "text", elements.stream().map(text -> text == null ? null : Sql.storable(text)).toList());
  }

  public static SqlArray uuids(Collection<UUID> elements) {
    return new SqlArray("uuid", elements);
  }

  public static SqlArray ints(Collection<Integer> elements) {
    return new SqlArray("int4", elements);
  }

  public static SqlArray longs(Collection<Long> elements) {
    return new SqlArray("int8", elements);
  }

  public static SqlArray dates(Collection<LocalDate> elements) {
    return new SqlArray("date", elements);
  }

  public static SqlArray instants(Collection<Instant> elements) {
    return new SqlArray("timestamptz", elements.stream().map(Sql::storable).toList());
  }
}

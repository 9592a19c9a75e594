package dev.parley.adapters.rest.wire;

import dev.parley.domain.validation.InvalidValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of the shape of a request's fields. */
public final class Fields {
  private static final int SHOWN = 64;

  private Fields() {}

  /**
   * A field that must be there.
   *
   * @throws InvalidValue if it is not
   */
  public static <T> T required(String field, @Nullable T value, String expectation) {
    if (value == null) {
      throw new InvalidValue(field, "missing", expectation);
    }
    return value;
  }

  /**
   * A list that may be left out, which means empty.
   *
   * @throws InvalidValue if one of its items is null
   */
  public static <T> List<T> list(String field, @Nullable List<? extends @Nullable T> values) {
    if (values == null) {
      return List.of();
    }
    for (T value : values) {
      if (value == null) {
        throw new InvalidValue(field, "an item is null", "no null in the list");
      }
    }
    return List.copyOf(withoutNulls(values));
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // Looked through above.
  private static <T> List<T> withoutNulls(List<? extends @Nullable T> values) {
    return (List<T>) values;
  }

  /**
   * A query parameter that says yes or no; null for null. The framework takes all but {@code true}
   * for no.
   *
   * @throws InvalidValue for any other word
   */
  public static @Nullable Boolean flag(String field, @Nullable String word) {
    return switch (word) {
      case null -> null;
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidValue(field, "'" + shortened(word) + "'", "true or false");
    };
  }

  /** A caller's text, short enough for a message. */
  public static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}

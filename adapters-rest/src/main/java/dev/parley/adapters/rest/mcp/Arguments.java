package dev.parley.adapters.rest.mcp;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.domain.validation.InvalidValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call. What is wrong with them is thrown as {@link InvalidValue}; null counts
 * as left out.
 */
final class Arguments {
  private final Map<String, Object> given;

  /**
   * @param known the names that the tool has a use for
   */
  Arguments(Map<String, Object> given, Set<String> known) {
    this.given = given;
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        throw new InvalidValue(
            "'" + Fields.shortened(name) + "'",
            "not an argument of this tool",
            String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  String text(String name) {
    return Fields.required(name, textOrNull(name), "text");
  }

  @Nullable String textOrNull(String name) {
    Object value = given.get(name);
    if (value != null && !(value instanceof String)) {
      throw new InvalidValue(name, "not text", "text");
    }
    return (String) value;
  }

  @Nullable UUID uuidOrNull(String name) {
    String text = textOrNull(name);
    return text == null ? null : uuid(name, text);
  }

  @Nullable List<UUID> uuidsOrNull(String name) {
    List<String> texts = textsOrNull(name);
    return texts == null ? null : texts.stream().map(text -> uuid(name, text)).toList();
  }

  private static UUID uuid(String name, String text) {
    try {
      if (text.length() == 36) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException notOne) {
      // Told below.
    }
    throw new InvalidValue(name, "'" + Fields.shortened(text) + "'", "a UUID");
  }

  @Nullable Instant instantOrNull(String name) {
    String text = textOrNull(name);
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notOne) {
      throw new InvalidValue(
          name, "'" + Fields.shortened(text) + "'", "a time, such as 2026-01-31T00:00:00Z");
    }
  }

  @Nullable Integer wholeOrNull(String name) {
    Object value = given.get(name);
    // Some clients write every number as a float.
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e9) {
      return number.intValue();
    }
    if (value != null && !(value instanceof Integer)) {
      throw new InvalidValue(name, "not a whole number", "a whole number");
    }
    return (Integer) value;
  }

  @Nullable Boolean flagOrNull(String name) {
    Object value = given.get(name);
    if (value != null && !(value instanceof Boolean)) {
      throw new InvalidValue(name, "neither true nor false", "true or false");
    }
    return (Boolean) value;
  }

  @Nullable Double numberOrNull(String name) {
    Object value = given.get(name);
    if (value != null && !(value instanceof Number)) {
      throw new InvalidValue(name, "not a number", "a number");
    }
    return value == null ? null : ((Number) value).doubleValue();
  }

  @Nullable List<String> textsOrNull(String name) {
    Object value = given.get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof List<?> items)) {
      throw new InvalidValue(name, "not a list", "a list of texts");
    }
    List<String> texts = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof String text)) {
        throw new InvalidValue(name, "an item is not text", "a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }
}

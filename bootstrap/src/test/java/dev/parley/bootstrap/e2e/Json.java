package dev.parley.bootstrap.e2e;

import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value, for reading: asking for what is not there fails and shows what is. */
record Json(@Nullable Object value) {

  static Json parse(String text) {
    try {
      return new Json(ObjectMapper.getDefault().readValue(text, Object.class));
    } catch (IOException | RuntimeException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  static String write(Object value) {
    try {
      return ObjectMapper.getDefault().writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Json get(String field) {
    if (!has(field)) {
      throw new AssertionError("no field " + field + " in " + value);
    }
    return new Json(object().get(field));
  }

  boolean has(String field) {
    return object().containsKey(field);
  }

  /** Whether the field is absent or null. */
  boolean lacks(String field) {
    return object().get(field) == null;
  }

  String text(String field) {
    if (get(field).value instanceof String text) {
      return text;
    }
    throw new AssertionError(field + " is no text in " + value);
  }

  int number(String field) {
    return numberOf(field).intValue();
  }

  double fraction(String field) {
    return numberOf(field).doubleValue();
  }

  private Number numberOf(String field) {
    if (get(field).value instanceof Number number) {
      return number;
    }
    throw new AssertionError(field + " is no number in " + value);
  }

  List<Json> list(String field) {
    if (get(field).value instanceof List<?> list) {
      return list.stream().map(item -> new Json((Object) item)).toList();
    }
    throw new AssertionError(field + " is no list in " + value);
  }

  /** The same object without some of its fields. */
  Json without(String... fields) {
    Map<Object, @Nullable Object> kept = new LinkedHashMap<>(object());
    for (String field : fields) {
      kept.remove(field);
    }
    return new Json(kept);
  }

  private Map<?, ? extends @Nullable Object> object() {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new AssertionError("no object: " + value);
  }

  @Override
  public String toString() {
    return String.valueOf(value);
  }
}

package dev.parley.adapters.rest.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of JSON that others wrote: what is not of the type that is looked for counts as none. */
public final class JsonView {
  private JsonView() {}

  /** The first of some objects; empty if there is none. */
  public static Map<?, ?> first(@Nullable Object list) {
    List<Map<?, ?>> objects = objects(list);
    return objects.isEmpty() ? Map.of() : objects.getFirst();
  }

  /** An object; else an empty one. */
  public static Map<?, ?> object(@Nullable Object value) {
    return value instanceof Map<?, ?> object ? object : Map.of();
  }

  /** The objects of a list; none if it is no list. */
  public static List<Map<?, ?>> objects(@Nullable Object value) {
    List<Map<?, ?>> objects = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(item -> objects.add(object(item)));
    }
    return objects;
  }

  /** A string; else an empty one. */
  public static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }

  /** A whole number; else 0. */
  public static int number(@Nullable Object value) {
    return value instanceof Integer number ? number : 0;
  }
}

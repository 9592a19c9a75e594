package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.problem.OpenAiError;
import dev.parley.adapters.rest.problem.OpenAiException;
import dev.parley.adapters.rest.wire.Fields;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks of values in a body, with errors in OpenAI's words. */
public final class Check {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private static final int MOST_METADATA = 16;

  private Check() {}

  /** A member that must be there. */
  public static OpenAiException missing(String param) {
    return failed(
        param, "missing_required_parameter", "Missing required parameter: '" + param + "'.");
  }

  /** A member with a value that cannot be. */
  public static OpenAiException failed(String param, String code, String message) {
    return new OpenAiException(OpenAiError.invalid(param, code, message));
  }

  /** A member that cannot be asked for here. */
  public static OpenAiException unsupported(String param, String why) {
    return failed(
        param, "unsupported_parameter", "Unsupported parameter: '" + param + "' " + why + ".");
  }

  /** A member of another type. */
  public static OpenAiException wrongType(String param, String expected, @Nullable Object value) {
    return failed(
        param,
        "invalid_type",
        "Invalid type for '"
            + param
            + "': expected "
            + expected
            + ", but got "
            + kind(value)
            + " instead.");
  }

  private static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "a string";
      case Boolean truth -> "a boolean";
      case Integer number -> "an integer";
      case Long number -> "an integer";
      case BigInteger number -> "an integer";
      case Number number -> "a decimal";
      case List<?> list -> "an array";
      default -> "an object";
    };
  }

  /** A string. */
  public static String text(String param, @Nullable Object value) {
    if (!(value instanceof String text)) {
      throw wrongType(param, "a string", value);
    }
    return text;
  }

  /** A boolean. */
  public static boolean truth(String param, @Nullable Object value) {
    if (!(value instanceof Boolean truth)) {
      throw wrongType(param, "a boolean", value);
    }
    return truth;
  }

  /** An object. */
  public static Map<?, ?> object(String param, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> object)) {
      throw wrongType(param, "an object", value);
    }
    return object;
  }

  /** A list. */
  public static List<?> list(String param, @Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      throw wrongType(param, "an array", value);
    }
    return list;
  }

  /** A list with something in it. */
  public static List<?> filledList(String param, @Nullable Object value) {
    List<?> list = list(param, value);
    if (list.isEmpty()) {
      throw failed(
          param,
          "empty_array",
          "Invalid '"
              + param
              + "': empty array. Expected an array with minimum length 1, but got an"
              + " empty array instead.");
    }
    return list;
  }

  /** A list that is not too long. */
  static void length(String param, List<?> list, int most) {
    if (list.size() > most) {
      throw failed(
          param,
          "array_above_max_length",
          "Invalid '"
              + param
              + "': array too long. Expected an array with maximum length "
              + most
              + ", but got an array with length "
              + list.size()
              + " instead.");
    }
  }

  /** A name of a function or a schema. */
  public static void name(String param, @Nullable Object value) {
    String name = text(param, value);
    if (!NAME.matcher(name).matches()) {
      throw failed(
          param,
          "invalid_value",
          "Invalid '"
              + param
              + "': '"
              + Fields.shortened(name)
              + "'. Expected 1 to 64 letters, digits, underscores and dashes.");
    }
  }

  /** A number within bounds. */
  public static void number(String param, @Nullable Object value, double least, double most) {
    if (!(value instanceof Number number)) {
      throw wrongType(param, "a decimal", value);
    }
    double given = number.doubleValue();
    if (given < least) {
      throw outOfBounds(param, "decimal_below_min_value", "below minimum", ">= " + least, number);
    }
    if (given > most) {
      throw outOfBounds(param, "decimal_above_max_value", "above maximum", "<= " + most, number);
    }
  }

  /** A whole number within bounds. */
  public static int integer(String param, @Nullable Object value, int least, int most) {
    boolean whole =
        value instanceof Integer || value instanceof Long || value instanceof BigInteger;
    if (!whole || !(value instanceof Number number)) {
      throw wrongType(param, "an integer", value);
    }
    BigInteger given = new BigInteger(number.toString());
    if (given.compareTo(BigInteger.valueOf(least)) < 0) {
      throw outOfBounds(param, "integer_below_min_value", "below minimum", ">= " + least, number);
    }
    if (given.compareTo(BigInteger.valueOf(most)) > 0) {
      throw outOfBounds(param, "integer_above_max_value", "above maximum", "<= " + most, number);
    }
    return given.intValueExact();
  }

  /** A value that was sent, short enough for a message. */
  public static String shown(@Nullable Object value) {
    return Fields.shortened(String.valueOf(value));
  }

  private static OpenAiException outOfBounds(
      String param, String code, String how, String expected, Number number) {
    return failed(
        param,
        code,
        "Invalid '"
            + param
            + "': "
            + how
            + " value. Expected a value "
            + expected
            + ", but got "
            + Fields.shortened(number.toString())
            + " instead.");
  }

  /** One of some words. */
  public static String word(String param, @Nullable Object value, Set<String> words) {
    String word = text(param, value);
    if (!words.contains(word)) {
      throw failed(
          param,
          "invalid_value",
          "Invalid value: '"
              + Fields.shortened(word)
              + "'. Supported values are: "
              + words.stream()
                  .sorted()
                  .map(each -> "'" + each + "'")
                  .collect(Collectors.joining(", "))
              + ".");
    }
    return word;
  }

  /** Words of the caller's own about a request. */
  public static void metadata(String param, @Nullable Object value) {
    Map<?, ?> metadata = object(param, value);
    if (metadata.size() > MOST_METADATA) {
      throw failed(
          param,
          "object_above_max_properties",
          "Invalid '"
              + param
              + "': too many properties. Expected an object with at most "
              + MOST_METADATA
              + " properties, but got an object with "
              + metadata.size()
              + " properties instead.");
    }
    metadata.forEach(
        (key, word) -> {
          String unused = text(param + "." + key, word);
        });
  }
}

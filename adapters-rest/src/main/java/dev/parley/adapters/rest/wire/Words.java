package dev.parley.adapters.rest.wire;

import dev.parley.domain.validation.InvalidValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Enum constants as the HTTP contract writes them: lower case. */
public final class Words {
  private Words() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The constant for a word; null for null.
   *
   * @throws InvalidValue for a word that names none
   */
  public static <E extends Enum<E>> @Nullable E parse(
      Class<E> type, String field, @Nullable String word) {
    if (word == null) {
      return null;
    }
    for (E constant : type.getEnumConstants()) {
      if (of(constant).equals(word)) {
        return constant;
      }
    }
    String expected =
        Arrays.stream(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(", "));
    throw new InvalidValue(field, "'" + Fields.shortened(word) + "'", "one of " + expected);
  }
}

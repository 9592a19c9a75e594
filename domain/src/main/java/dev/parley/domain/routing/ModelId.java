package dev.parley.domain.routing;

import dev.parley.domain.validation.InvalidValue;

/** The name of a model, as callers say it: 1 to 200 visible characters. */
public record ModelId(String value) {
  public ModelId {
    if (!isValid(value)) {
      throw new InvalidValue("model", "'" + value + "'", "1..200 visible characters");
    }
  }

  /** Whether a text can be such a name. */
  public static boolean isValid(String value) {
    return !value.isBlank()
        && value.length() <= 200
        && value.chars().noneMatch(c -> Character.isISOControl(c) || isSpace(c));
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.parley.domain.routing;

import dev.parley.domain.validation.InvalidValue;

/** The name of a model, as callers say it: 1 to 200 visible characters. */
public record ModelId(String value) {
  public ModelId {
    if (value.isBlank()
        || value.length() > 200
        || value.chars().anyMatch(c -> Character.isISOControl(c) || isSpace(c))) {
      throw new InvalidValue("model", "'" + value + "'", "1..200 visible characters");
    }
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.parley.domain.guardrail.pii;

import java.util.Objects;

/**
 * What stands in for a value, and the value: {@code <EMAIL_1>} for an address.
 *
 * @param label the word of the kind, or {@code LITERAL} for text that only looks like a placeholder
 * @param number from 1 on, counted for each label
 * @param value as it was first written
 * @param forCaller whether the caller sees the value again; what only an answer said stays masked
 */
public record Placeholder(String label, int number, String value, boolean forCaller) {
  /** The length of the longest placeholder, in characters. */
  public static final int MAX_LENGTH = 20;

  /** Stands in for text that looks like a placeholder and is none. */
  static final String LITERAL = "LITERAL";

  static final int MAX_NUMBER_DIGITS = 6;
  static final int MAX_NUMBER = 999_999;

  public Placeholder {
    Objects.requireNonNull(value);
    if (!isLabel(label)) {
      throw new IllegalArgumentException(
          "label: " + label + " (expected: LITERAL or the label of a kind)");
    }
    if (number < 1 || number > MAX_NUMBER) {
      throw new IllegalArgumentException(
          "number: " + number + " (expected: 1.." + MAX_NUMBER + ")");
    }
  }

  /** How it reads. */
  public String text() {
    return text(label, number);
  }

  /** Without the value, so that it cannot end up in a log. */
  @Override
  public String toString() {
    return text();
  }

  static String text(String label, int number) {
    return "<" + label + "_" + number + ">";
  }

  static boolean isLabel(String label) {
    if (label.equals(LITERAL)) {
      return true;
    }
    for (PiiKind kind : PiiKind.values()) {
      if (kind.label().equals(label)) {
        return true;
      }
    }
    return false;
  }
}

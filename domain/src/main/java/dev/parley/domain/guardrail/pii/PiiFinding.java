package dev.parley.domain.guardrail.pii;

import java.util.Objects;

/**
 * Where a text holds personal data or a secret.
 *
 * @param start the first character, in UTF-16 units
 * @param end after the last character
 */
public record PiiFinding(PiiKind kind, int start, int end) {
  public PiiFinding {
    Objects.requireNonNull(kind);
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "span: " + start + ".." + end + " (expected: 0 <= start < end)");
    }
  }
}

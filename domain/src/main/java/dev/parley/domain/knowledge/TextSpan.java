package dev.parley.domain.knowledge;

/**
 * A range of a text in UTF-16 characters.
 *
 * @param start the first character, counted from 0
 * @param end behind the last character
 */
public record TextSpan(int start, int end) {
  public TextSpan {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(
          "span: " + start + ".." + end + " (expected: 0 <= start <= end)");
    }
  }

  public int length() {
    return end - start;
  }

  public String of(String text) {
    return text.substring(start, end);
  }

  /** The same range seen from a text that begins {@code offset} characters earlier. */
  public TextSpan shiftedBy(int offset) {
    return new TextSpan(start + offset, end + offset);
  }
}

package dev.parley.adapters.rest.mcp;

/** What administrators wrote, as part of what a model reads of a tool. */
final class ToolTexts {
  private static final int MAX_LENGTH = 1_000;

  private ToolTexts() {}

  /** On one line, and no longer than a model should have to read before it begins. */
  static String line(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.codePointCount(0, line.length()) <= MAX_LENGTH
        ? line
        : line.substring(0, line.offsetByCodePoints(0, MAX_LENGTH)) + "…";
  }

  /** Two texts as sentences; the second may be empty. */
  static String sentences(String first, String second) {
    return second.isBlank() ? first : first + " " + line(second);
  }
}

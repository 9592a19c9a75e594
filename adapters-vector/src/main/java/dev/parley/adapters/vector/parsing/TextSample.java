package dev.parley.adapters.vector.parsing;

import java.util.List;

/** The beginning of a text, and the format that it looks like. */
final class TextSample {
  /** No delimiter. */
  static final char NONE = 0;

  private static final String DELIMITERS = "\t,;|";
  private static final int MIN_LINES = 3;
  private static final int MAX_LINES = 20;

  private final String text;

  TextSample(String text) {
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /**
   * Whether the text is nothing but objects and arrays, as far as brackets and quotes tell (RFC
   * 8259); several of them are JSON Lines.
   *
   * @param whole whether the text ends here
   */
  boolean isJson(boolean whole) {
    StringBuilder open = new StringBuilder();
    boolean any = false;
    int position = 0;
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '{' || c == '[') {
        if (!beginsMember(position + 1)) {
          return false;
        }
        open.append(c == '{' ? '}' : ']');
        any = true;
      } else if (open.isEmpty()) {
        if (!isBlank(c)) {
          return false;
        }
      } else if (c == open.charAt(open.length() - 1)) {
        open.setLength(open.length() - 1);
      } else if (c == '}' || c == ']') {
        return false;
      } else if (c == '"') {
        position = closingQuote(position + 1);
      }
      position++;
    }
    return any && (open.isEmpty() || !whole);
  }

  /** Whether what follows a bracket may stand there. */
  private boolean beginsMember(int from) {
    int position = from;
    while (position < text.length() && isBlank(text.charAt(position))) {
      position++;
    }
    if (position >= text.length()) {
      return true;
    }
    char c = text.charAt(position);
    return text.charAt(from - 1) == '{'
        ? c == '"' || c == '}'
        : "\"{[]-".indexOf(c) >= 0 || Character.isDigit(c) || startsLiteral(position);
  }

  private boolean startsLiteral(int position) {
    return text.startsWith("true", position)
        || text.startsWith("false", position)
        || text.startsWith("null", position);
  }

  /** The end of the text if there is none. */
  private int closingQuote(int from) {
    int position = from;
    while (position < text.length() && text.charAt(position) != '"') {
      position += text.charAt(position) == '\\' ? 2 : 1;
    }
    return position;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /**
   * What parts the columns where the text reads as a table: at least three lines in which one
   * delimiter occurs equally often, a tab at least once and others at least twice.
   */
  char delimiter() {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).limit(MAX_LINES).toList();
    if (lines.size() < MIN_LINES) {
      return NONE;
    }
    for (int i = 0; i < DELIMITERS.length(); i++) {
      char delimiter = DELIMITERS.charAt(i);
      long columns = count(lines.getFirst(), delimiter);
      if (columns >= (delimiter == '\t' ? 1 : 2)
          && lines.stream().allMatch(line -> count(line, delimiter) == columns)) {
        return delimiter;
      }
    }
    return NONE;
  }

  private static long count(String line, char delimiter) {
    return line.chars().filter(c -> c == delimiter).count();
  }
}

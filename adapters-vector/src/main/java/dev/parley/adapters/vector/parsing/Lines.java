package dev.parley.adapters.vector.parsing;

import java.util.stream.Collectors;

/** What a block of text looks like in Markdown. */
final class Lines {
  private static final int MIN_FENCE = 3;

  private Lines() {}

  /** All in one line, with one blank at most between words. */
  static String joined(String text) {
    StringBuilder joined = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\t' || c == '\n') {
        blank = !joined.isEmpty();
      } else {
        if (blank) {
          joined.append(' ');
          blank = false;
        }
        joined.append(c);
      }
    }
    return joined.toString();
  }

  /** Line by line, without blank lines. */
  static String tidied(String text) {
    return text.lines()
        .map(Lines::joined)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  /** What only looks like structure no longer does. */
  static String escaped(String paragraph) {
    if (paragraph.indexOf('\n') < 0) {
      return escapedLine(paragraph, false);
    }
    StringBuilder escaped = new StringBuilder(paragraph.length() + 8);
    for (String line : paragraph.split("\n", -1)) {
      boolean first = escaped.isEmpty();
      escaped.append(first ? "" : "\n").append(escapedLine(line, !first));
    }
    return escaped.toString();
  }

  private static String escapedLine(String line, boolean below) {
    boolean structure =
        line.startsWith("#")
            || line.startsWith("|")
            || line.startsWith("```")
            || line.startsWith("~~~")
            || (below && line.chars().allMatch(c -> "=-:| ".indexOf(c) >= 0));
    return structure ? "\\" + line : line;
  }

  /** Backticks that end nowhere in the code. */
  static String fenceAround(String code) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < code.length(); i++) {
      run = code.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return "`".repeat(Math.max(MIN_FENCE, longest + 1));
  }
}

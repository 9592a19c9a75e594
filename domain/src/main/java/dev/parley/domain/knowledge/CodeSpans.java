package dev.parley.domain.knowledge;

/**
 * Follows an answer into code and out of it, character by character (CommonMark 0.31 sections 4.5
 * and 6.1, roughly). Used by one thread.
 */
final class CodeSpans {
  private static final int FENCE_LENGTH = 3;

  private boolean fenced;
  private boolean inline;

  /** Whether the line holds nothing but blanks and backticks yet, and how many of these. */
  private boolean lineBegins = true;

  private int backticks;

  /** Whether what comes next is code, fenced or between backticks. */
  boolean isOpen() {
    return fenced || inline;
  }

  boolean isFenced() {
    return fenced;
  }

  void read(char c) {
    if (c == '\n') {
      inline = false;
      lineBegins = true;
      backticks = 0;
    } else if (c == '`') {
      backtick();
    } else if (!Character.isWhitespace(c)) {
      lineBegins = false;
    }
  }

  private void backtick() {
    if (lineBegins) {
      backticks++;
    }
    if (lineBegins && backticks == FENCE_LENGTH) {
      fenced = !fenced;
      inline = false;
    } else if (!fenced && backticks < FENCE_LENGTH) {
      inline = !inline;
    }
  }
}

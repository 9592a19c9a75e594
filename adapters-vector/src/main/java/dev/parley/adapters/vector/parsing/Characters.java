package dev.parley.adapters.vector.parsing;

import java.text.Normalizer;

/**
 * The few changes that are made to text that was read, before offsets in it mean anything: lines
 * end with a line feed, letters with accents are single characters (Unicode Annex 15, form C), and
 * what cannot be stored, seen or told from a blank is taken out or made one.
 */
final class Characters {
  /**
   * The most marks on one letter, as in Unicode's Stream-Safe Text Format (Annex 15, section 13).
   * Putting them in order takes time that grows with their square.
   */
  private static final int MAX_MARKS = 30;

  private static final int SOFT_HYPHEN = 0xAD;
  private static final int BYTE_ORDER_MARK = 0xFEFF;
  private static final int REPLACEMENT = 0xFFFD;

  private Characters() {}

  static String cleaned(String text) {
    StringBuilder cleaned = new StringBuilder(text.length());
    int marks = 0;
    int next;
    for (int i = 0; i < text.length(); i = next) {
      int c = text.codePointAt(i);
      next = i + Character.charCount(c);
      marks = isMark(c) ? marks + 1 : 0;
      if (isLineEnd(c)) {
        boolean isHalf = c == '\r' && next < text.length() && text.charAt(next) == '\n';
        cleaned.append(isHalf ? "" : "\n");
      } else if (c == '\t') {
        cleaned.append('\t');
      } else if (Character.isSpaceChar(c)) {
        cleaned.append(' ');
      } else if (Character.getType(c) == Character.SURROGATE) {
        cleaned.appendCodePoint(REPLACEMENT);
      } else if (marks <= MAX_MARKS && isVisible(c)) {
        cleaned.appendCodePoint(c);
      }
    }
    return Normalizer.normalize(cleaned, Normalizer.Form.NFC);
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  private static boolean isVisible(int c) {
    return !Character.isISOControl(c) && c != SOFT_HYPHEN && c != BYTE_ORDER_MARK;
  }

  /** The returns, feeds and separators of lines, paragraphs and pages. */
  private static boolean isLineEnd(int c) {
    return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
  }
}

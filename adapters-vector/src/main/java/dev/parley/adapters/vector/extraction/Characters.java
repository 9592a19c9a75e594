package dev.parley.adapters.vector.extraction;

import java.text.Normalizer;

/**
 * The few changes that are made to text that was read, before offsets in it mean anything: lines
 * end with a line feed, letters with accents are single characters (Unicode Annex 15, form C), and
 * what cannot be stored, seen or told from a blank is taken out or made one.
 */
final class Characters {
  private static final char SOFT_HYPHEN = '\u00AD';
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Characters() {}

  static String cleaned(String text) {
    StringBuilder cleaned = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r') {
        boolean withLineFeed = i + 1 < text.length() && text.charAt(i + 1) == '\n';
        cleaned.append(withLineFeed ? "" : "\n");
      } else if (isLineEnd(c)) {
        cleaned.append('\n');
      } else if (c == '\t') {
        cleaned.append(c);
      } else if (Character.isSpaceChar(c)) {
        cleaned.append(' ');
      } else if (Character.isSurrogate(c)) {
        i += appendPair(text, i, cleaned);
      } else if (!Character.isISOControl(c) && c != SOFT_HYPHEN && c != BYTE_ORDER_MARK) {
        cleaned.append(c);
      }
    }
    return Normalizer.normalize(cleaned, Normalizer.Form.NFC);
  }

  /** Line feed, form feed, vertical tab, next line, line and paragraph separator. */
  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\f' || c == '\u000B' || c == '\u0085' || c == '\u2028'
        || c == '\u2029';
  }

  /** Half a pair cannot be stored. Returns how many characters were taken beyond the first. */
  private static int appendPair(String text, int at, StringBuilder cleaned) {
    if (Character.isHighSurrogate(text.charAt(at))
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1))) {
      cleaned.append(text, at, at + 2);
      return 1;
    }
    cleaned.append('\uFFFD');
    return 0;
  }
}

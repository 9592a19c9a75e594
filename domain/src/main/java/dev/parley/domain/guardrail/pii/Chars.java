package dev.parley.domain.guardrail.pii;

/**
 * Characters as the recognisers see them: digits, letters and separators of other scripts and
 * widths are folded to their ASCII counterpart, one for one, so that offsets stay what they were.
 */
final class Chars {
  /** Stands before and after a text; never in one. */
  static final char NONE = 0;

  private static final char FULL_WIDTH_FIRST = '！';
  private static final char FULL_WIDTH_LAST = '～';
  private static final int FULL_WIDTH_SHIFT = 0xfee0;

  private Chars() {}

  static char fold(char c) {
    if (c < 0x80) {
      return c == NONE ? '\u0001' : c;
    }
    if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST) {
      return (char) (c - FULL_WIDTH_SHIFT);
    }
    if (Character.isDigit(c)) {
      return (char) ('0' + Character.digit(c, 10));
    }
    return switch (c) {
      case '\u2028', '\u2029' -> '\n';
      case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212' -> '-';
      case '\ufe58', '\ufe63' -> '-';
      case '\u2024', '\ufe52' -> '.';
      case '\u2044', '\u2215' -> '/';
      case '\ufe6b' -> '@';
      case '\u00a0', '\u00ad', '\u202f', '\u205f', '\u2060', '\u3000', '\ufeff' -> ' ';
      default -> c >= '\u2000' && c <= '\u200f' ? ' ' : c;
    };
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  static boolean isAsciiLetter(char c) {
    return isUpper(c) || isLower(c);
  }

  static boolean isAscii(char c) {
    return isAsciiLetter(c) || isDigit(c);
  }

  static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static int hex(char c) {
    return Character.digit(c, 16);
  }

  static char lower(char c) {
    if (c < 0x80) {
      return isUpper(c) ? (char) (c + ('a' - 'A')) : c;
    }
    return Character.toLowerCase(c);
  }

  /**
   * A letter of a script that is written without spaces, or with endings stuck to what precedes.
   */
  static boolean isGlued(char c) {
    return c >= '\u0e00'
        && ((c >= '\u2e80' && c < Character.MIN_SURROGATE) || c <= '\u0eff' || c >= '\uf900')
        && Character.isLetter(c);
  }

  /** A letter or a digit of a script that puts something between words. */
  static boolean isWord(char c) {
    if (c < 0x80) {
      return isAscii(c);
    }
    return !isGlued(c) && (Character.isLetter(c) || isMark(c));
  }

  /** The separators that may stand between the digits of a number. */
  static boolean isNumberSeparator(char c) {
    return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
  }

  private static boolean isMark(char c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }
}

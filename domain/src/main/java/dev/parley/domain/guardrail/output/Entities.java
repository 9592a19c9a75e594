package dev.parley.domain.guardrail.output;

import java.util.Set;

/**
 * Character references that hide an address: ones for letters, digits and the signs of an address,
 * none of which ever needs one (HTML section 13.5, CommonMark 0.31 section 2.5).
 */
final class Entities {
  /** The longest reference that is looked at, from its ampersand to its semicolon. */
  static final int MAX_LENGTH = 12;

  private static final Set<String> NAMED = Set.of("colon", "sol", "bsol", "period", "commat");
  private static final String SIGNS = ":/.\\@-";

  private Entities() {}

  /**
   * Where a reference ends.
   *
   * @param at its ampersand
   * @return the index of its semicolon; {@code end} if more must be known; -1 if there is none
   */
  static int semicolon(CharSequence text, int at, int end) {
    int i = at + 1;
    while (i < end && i - at < MAX_LENGTH) {
      char c = text.charAt(i);
      if (c == ';') {
        return i;
      }
      if (c != '#' && !LinkPolicy.isAlphanumeric(c)) {
        return -1;
      }
      i++;
    }
    return i - at < MAX_LENGTH ? end : -1;
  }

  /** Whether a reference begins at a place and stands for a part of an address. */
  static boolean hidesAddress(CharSequence text, int at, int end) {
    int semicolon = semicolon(text, at, end);
    if (semicolon < 0 || semicolon == end) {
      return false;
    }
    String name = text.subSequence(at + 1, semicolon).toString();
    if (!name.startsWith("#")) {
      return NAMED.contains(name);
    }
    boolean hex = name.length() > 1 && LinkPolicy.lower(name.charAt(1)) == 'x';
    int value = number(name, hex ? 2 : 1, hex ? 16 : 10);
    return value > 0
        && value < 0x80
        && (LinkPolicy.isAlphanumeric((char) value) || SIGNS.indexOf(value) >= 0);
  }

  private static int number(String digits, int from, int radix) {
    long value = 0;
    for (int i = from; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), radix);
      if (digit < 0) {
        return -1;
      }
      value = Math.min(Character.MAX_CODE_POINT, value * radix + digit);
    }
    return (int) value;
  }
}

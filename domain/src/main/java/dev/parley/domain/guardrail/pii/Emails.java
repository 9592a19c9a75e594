package dev.parley.domain.guardrail.pii;

/**
 * E-mail addresses, internationalised ones included (RFC 5321 section 4.5.3.1 for the lengths, RFC
 * 6531 for other scripts). Of the characters that RFC 5322 allows before the {@code @} those count
 * that addresses are made of: letters, digits and {@code ._%+'&-}.
 */
final class Emails {
  static final int MAX_LOCAL = 64;
  static final int MAX_DOMAIN = 254;
  private static final int MAX_LABEL = 63;

  /** The one user of every host of repositories: nobody's address. */
  private static final String REPOSITORY_USER = "git@";

  private Emails() {}

  /** Whether a character that is no letter or digit may stand within a local part. */
  static boolean joinsLocal(char c) {
    return c == '.' || c == '_' || c == '%' || c == '+' || c == '\'' || c == '&' || c == '-';
  }

  /** Where the address that begins here ends, or -1. */
  static int end(Window window, int at) {
    int i = at;
    char previous = Chars.NONE;
    char c = window.at(i);
    while (i - at <= MAX_LOCAL && (Chars.isWord(c) || Chars.isGlued(c) || joinsLocal(c))) {
      if (Chars.isGlued(previous) && Chars.isAscii(c)) {
        return -1;
      }
      previous = c;
      i++;
      c = window.at(i);
    }
    if (c != '@' || i - at > MAX_LOCAL || window.reads(at, REPOSITORY_USER)) {
      return -1;
    }
    return domain(window, i + 1);
  }

  /** The end of the longest domain that begins here, or -1. */
  private static int domain(Window window, int from) {
    int end = -1;
    int label = from;
    for (int labels = 1; label - from < MAX_DOMAIN; labels++) {
      int i = label;
      boolean letters = false;
      boolean ascii = true;
      while (i - label <= MAX_LABEL && isLabel(window.at(i))) {
        char c = window.at(i);
        if (Chars.isGlued(c) && ascii && letters && labels > 1) {
          break;
        }
        letters |= !Chars.isDigit(c) && c != '-';
        ascii &= c < 0x80;
        i++;
      }
      while (i > label && window.at(i - 1) == '-') {
        i--;
      }
      if (i == label || i - label > MAX_LABEL || i - from > MAX_DOMAIN) {
        return end;
      }
      if (labels > 1 && letters && i - label >= 2) {
        end = i;
      }
      if (window.at(i) != '.') {
        return end;
      }
      label = i + 1;
    }
    return end;
  }

  private static boolean isLabel(char c) {
    return Chars.isWord(c) || Chars.isGlued(c) || c == '-';
  }
}

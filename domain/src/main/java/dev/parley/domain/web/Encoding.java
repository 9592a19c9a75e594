package dev.parley.domain.web;

import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986 section 2). */
final class Encoding {
  private static final String LEFT_ALONE = "-._~!$&'()*+,;=:@/?";
  private static final String DIGITS = "0123456789ABCDEF";

  private Encoding() {}

  /** Encodes what may not stand in a path or a query; what is encoded already stays. */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      if (c == '%' || isPlain(c)) {
        encoded.append(c);
      } else {
        append(encoded, c);
      }
    }
    return strayPercentsEncoded(encoded.toString());
  }

  private static String strayPercentsEncoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      encoded.append(text.charAt(i) == '%' && octet(text, i) < 0 ? "%25" : text.charAt(i));
    }
    return encoded.toString();
  }

  /** Writes everything that can be written both ways in one: plain where it may stand plain. */
  static String comparable(String text) {
    String encoded = encoded(text);
    StringBuilder plain = new StringBuilder(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      int octet = encoded.charAt(i) == '%' ? octet(encoded, i) : -1;
      if (octet < 0) {
        plain.append(encoded.charAt(i));
        continue;
      }
      // A slash, or a sign of a pattern, that was encoded is another than a plain one.
      if (isUnreserved((char) octet)) {
        plain.append((char) octet);
      } else {
        append(plain, (char) octet);
      }
      i += 2;
    }
    return plain.toString();
  }

  private static int octet(String text, int percent) {
    if (percent + 2 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(percent + 1), 16);
    int low = Character.digit(text.charAt(percent + 2), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static void append(StringBuilder encoded, char octet) {
    encoded.append('%').append(DIGITS.charAt(octet >> 4)).append(DIGITS.charAt(octet & 0xf));
  }

  private static boolean isPlain(char c) {
    return isUnreserved(c) || LEFT_ALONE.indexOf(c) >= 0;
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~".indexOf(c) >= 0;
  }
}

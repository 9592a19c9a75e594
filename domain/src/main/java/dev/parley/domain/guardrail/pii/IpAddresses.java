package dev.parley.domain.guardrail.pii;

import dev.parley.domain.guardrail.pii.Context.Sign;

/** Addresses of the Internet Protocol: version 4 dotted, version 6 as in RFC 4291 with zones. */
final class IpAddresses {
  private static final int NEAR_VERSION = 12;
  private static final int MAX_ZONE = 15;
  private static final int V6_GROUPS = 8;

  private IpAddresses() {}

  /** Where the dotted address that begins here ends, or -1. */
  static int end4(Window window, int at, Context context) {
    if (window.at(at - 1) == '.' && Chars.isDigit(window.at(at - 2))) {
      return -1;
    }
    return context.near(Sign.VERSION, NEAR_VERSION) ? -1 : dotted(window, at);
  }

  /** Where the address with colons that begins here ends, or -1. */
  static int end6(Window window, int at) {
    char before = window.at(at - 1);
    if (before == ':' && (Chars.isHex(window.at(at - 2)) || window.at(at - 2) == ':')) {
      return -1;
    }
    int groups = 0;
    int digits = 0;
    boolean compressed = false;
    int i = at;
    if (window.at(i) == ':') {
      if (window.at(i + 1) != ':' || window.at(i - 1) == ':') {
        return -1;
      }
      compressed = true;
      i += 2;
    }
    int end = compressed ? i : -1;
    while (groups < V6_GROUPS) {
      int dotted = groups <= V6_GROUPS - 2 && (groups > 0 || compressed) ? dotted(window, i) : -1;
      if (dotted >= 0) {
        groups += 2;
        digits++;
        end = dotted;
        break;
      }
      int start = i;
      while (i - start < 4 && Chars.isHex(window.at(i))) {
        digits += Chars.isDigit(window.at(i)) ? 1 : 0;
        i++;
      }
      if (i == start) {
        break;
      }
      groups++;
      end = i;
      if (groups == V6_GROUPS || window.at(i) != ':') {
        break;
      }
      if (window.at(i + 1) == ':') {
        if (compressed) {
          break;
        }
        compressed = true;
        i += 2;
        end = i;
      } else {
        i++;
      }
    }
    boolean whole = compressed ? groups < V6_GROUPS && groups > 0 : groups == V6_GROUPS;
    char after = window.at(end < 0 ? at : end);
    if (!whole || digits == 0 || Chars.isWord(after)) {
      return -1;
    }
    if (after == ':' && (Chars.isHex(window.at(end + 1)) || window.at(end + 1) == ':')) {
      return -1;
    }
    return zone(window, end);
  }

  private static int zone(Window window, int end) {
    int i = end + 1;
    while (window.at(end) == '%' && i - end <= MAX_ZONE && Chars.isAscii(window.at(i))) {
      i++;
    }
    return i > end + 1 ? i : end;
  }

  private static int dotted(Window window, int at) {
    int i = at;
    for (int octet = 0; octet < 4; octet++) {
      if (octet > 0) {
        if (window.at(i) != '.') {
          return -1;
        }
        i++;
      }
      int value = 0;
      int start = i;
      while (i - start < 3 && Chars.isDigit(window.at(i))) {
        value = 10 * value + window.at(i) - '0';
        i++;
      }
      if (i == start || value > 255) {
        return -1;
      }
    }
    char after = window.at(i);
    return Chars.isWord(after) || (after == '.' && Chars.isDigit(window.at(i + 1))) ? -1 : i;
  }
}

package dev.parley.domain.guardrail.pii;

import dev.parley.domain.guardrail.pii.Context.Sign;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys, tokens and passwords: the API keys of the larger vendors by the prefixes that these publish
 * for secret scanners, JSON web tokens, credentials in URLs, and the first line of a private key.
 */
final class Secrets {
  /**
   * How many characters of a secret are looked at. One that is longer is known by its head, and
   * what follows goes with it without being kept.
   */
  static final int MAX_HEAD = 256;

  private static final int MIN_VALUE = 6;
  private static final int NEAR = 48;
  private static final int AWS_SECRET = 40;
  private static final int MAX_PARAMETER = 24;
  private static final int MAX_PEM_LINE = 64;
  private static final String[] PARAMETERS = {
    "token", "key", "secret", "password", "passwd", "pwd", "sig", "signature", "auth", "apikey"
  };

  /** What a key is written with behind its prefix. */
  private enum Alphabet {
    ALPHANUMERIC,
    BASE64URL,
    DOTTED,
    BASE64,
    UPPER,
    HEX;

    boolean has(char c) {
      return switch (this) {
        case ALPHANUMERIC -> Chars.isAscii(c);
        case BASE64URL -> Chars.isAscii(c) || c == '_' || c == '-';
        case DOTTED -> Chars.isAscii(c) || c == '_' || c == '-' || c == '.';
        case BASE64 -> Chars.isAscii(c) || c == '+' || c == '/' || c == '=';
        case UPPER -> Chars.isUpper(c) || Chars.isDigit(c);
        case HEX -> Chars.isHex(c);
      };
    }
  }

  private record Vendor(String prefix, Alphabet alphabet, int min, int max) {}

  private static final List<List<Vendor>> VENDORS = vendors();

  private Secrets() {}

  /** Where the key that begins here ends, or -1. */
  static int key(Window window, int at, int runEnd, Context context) {
    int end = -1;
    char first = window.at(at);
    if (first < 0x80) {
      for (Vendor vendor : VENDORS.get(first)) {
        if (window.readsExactly(at, vendor.prefix)) {
          end = Math.max(end, body(window, at, vendor));
        }
      }
    }
    if (end < 0 && first == 'e') {
      end = webToken(window, at);
    }
    if (end < 0 && runEnd - at >= 8 && context.near(Sign.SECRET, NEAR)) {
      end = unmarked(window, at);
    }
    return end;
  }

  /** Where the user and password behind {@code scheme://}, or a secret parameter, end; or -1. */
  static int inUrl(Window window, int at) {
    char before = window.at(at - 1);
    if (before == '/' && window.at(at - 2) == '/' && window.at(at - 3) == ':') {
      return Chars.isWord(window.at(at - 4)) ? userInfo(window, at) : -1;
    }
    if (before == '=' && isSecretParameter(window, at - 1)) {
      int i = at;
      while (i - at < MAX_HEAD && isTail(window.at(i))) {
        i++;
      }
      return i - at >= MIN_VALUE ? i : -1;
    }
    return -1;
  }

  /** Where the line that opens a private key ends, or -1 (RFC 7468; OpenSSH and PGP alike). */
  static int privateKey(Window window, int at) {
    if (!window.readsExactly(at, "-----BEGIN ")) {
      return -1;
    }
    int from = at + "-----BEGIN ".length();
    for (int i = from; i - from < MAX_PEM_LINE; i++) {
      char c = window.at(i);
      if (c == 'P' && window.readsExactly(i, "PRIVATE KEY")) {
        int end = i + "PRIVATE KEY".length();
        end = window.readsExactly(end, " BLOCK") ? end + " BLOCK".length() : end;
        return window.readsExactly(end, "-----") ? end + "-----".length() : -1;
      }
      if (!Chars.isUpper(c) && !Chars.isDigit(c) && c != ' ') {
        return -1;
      }
    }
    return -1;
  }

  /** Whether a character goes on a secret whose head was {@link #MAX_HEAD} characters long. */
  static boolean isTail(char c) {
    return Chars.isAscii(c)
        || c == '_'
        || c == '-'
        || c == '.'
        || c == '~'
        || c == '%'
        || c == '+'
        || c == '/'
        || c == '=';
  }

  private static int body(Window window, int at, Vendor vendor) {
    int from = at + vendor.prefix.length();
    int i = from;
    boolean digits = false;
    boolean letters = false;
    while (i - at < MAX_HEAD && vendor.alphabet.has(window.at(i))) {
      digits |= Chars.isDigit(window.at(i));
      letters |= Chars.isAsciiLetter(window.at(i));
      i++;
    }
    while (i > from && isPunctuation(window.at(i - 1))) {
      i--;
    }
    int length = i - from;
    boolean random = digits && letters;
    return random && length >= vendor.min && length <= vendor.max ? i : -1;
  }

  private static boolean isPunctuation(char c) {
    return c == '.' || c == '-';
  }

  /** Three parts in base64url, the first two of which are JSON objects (RFC 7519). */
  private static int webToken(Window window, int at) {
    if (!window.readsExactly(at, "eyJ")) {
      return -1;
    }
    int parts = 0;
    int part = at;
    int i = at;
    for (; i - at < MAX_HEAD; i++) {
      char c = window.at(i);
      if (c == '.') {
        if (i - part < 8) {
          return -1;
        }
        parts++;
        part = i + 1;
        if (parts == 3) {
          return i;
        }
      } else if (!Alphabet.BASE64URL.has(c)) {
        break;
      }
    }
    boolean whole = parts == 2 && i - part >= 8;
    return whole || i - at == MAX_HEAD ? i : -1;
  }

  /** A secret key of AWS or an account key of Azure: known by its length, once its name went by. */
  private static int unmarked(Window window, int at) {
    if (Alphabet.BASE64.has(window.at(at - 1)) && window.at(at - 1) != '=') {
      return -1;
    }
    int i = at;
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    while (i - at <= MAX_HEAD && Alphabet.BASE64.has(window.at(i))) {
      upper |= Chars.isUpper(window.at(i));
      lower |= Chars.isLower(window.at(i));
      digit |= Chars.isDigit(window.at(i));
      i++;
    }
    int length = i - at;
    boolean random = upper && lower && digit;
    boolean azure = length == 88 && window.at(i - 1) == '=';
    return random && (length == AWS_SECRET || azure) ? i : -1;
  }

  private static int userInfo(Window window, int at) {
    int end = -1;
    boolean password = false;
    for (int i = at; i - at < MAX_HEAD; i++) {
      char c = window.at(i);
      if (c == '@') {
        end = password ? i : end;
      } else if (c == ':') {
        password |= end < 0;
      } else if (c <= ' ' || c >= 0x7f || c == '/' || c == '?' || c == '#' || c == '"' || c == '<'
          || c == '>') {
        return end;
      }
    }
    return end;
  }

  /** Whether the name before the equals sign is that of a secret, in a query. */
  private static boolean isSecretParameter(Window window, int equals) {
    int from = equals;
    while (equals - from < MAX_PARAMETER && isName(window.at(from - 1))) {
      from--;
    }
    char before = window.at(from - 1);
    if (before != '?' && before != '&' && before != ';') {
      return false;
    }
    for (String parameter : PARAMETERS) {
      int begin = equals - parameter.length();
      boolean whole = begin == from || (begin > from && !Chars.isWord(window.at(begin - 1)));
      if (whole && window.reads(begin, parameter)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isName(char c) {
    return Chars.isAscii(c) || c == '_' || c == '-' || c == '.';
  }

  private static List<List<Vendor>> vendors() {
    int any = MAX_HEAD;
    Vendor[] all = {
      new Vendor("sk-", Alphabet.BASE64URL, 20, any),
      new Vendor("sk_live_", Alphabet.ALPHANUMERIC, 16, any),
      new Vendor("sk_test_", Alphabet.ALPHANUMERIC, 16, any),
      new Vendor("rk_live_", Alphabet.ALPHANUMERIC, 16, any),
      new Vendor("rk_test_", Alphabet.ALPHANUMERIC, 16, any),
      new Vendor("whsec_", Alphabet.BASE64, 24, any),
      new Vendor("AKIA", Alphabet.UPPER, 16, 16),
      new Vendor("ASIA", Alphabet.UPPER, 16, 16),
      new Vendor("ghp_", Alphabet.ALPHANUMERIC, 36, any),
      new Vendor("gho_", Alphabet.ALPHANUMERIC, 36, any),
      new Vendor("ghu_", Alphabet.ALPHANUMERIC, 36, any),
      new Vendor("ghs_", Alphabet.ALPHANUMERIC, 36, any),
      new Vendor("ghr_", Alphabet.ALPHANUMERIC, 36, any),
      new Vendor("github_pat_", Alphabet.BASE64URL, 36, any),
      new Vendor("glpat-", Alphabet.DOTTED, 20, any),
      new Vendor("gldt-", Alphabet.BASE64URL, 20, any),
      new Vendor("glrt-", Alphabet.BASE64URL, 20, any),
      new Vendor("xoxb-", Alphabet.BASE64URL, 20, any),
      new Vendor("xoxp-", Alphabet.BASE64URL, 20, any),
      new Vendor("xoxa-", Alphabet.BASE64URL, 20, any),
      new Vendor("xoxr-", Alphabet.BASE64URL, 20, any),
      new Vendor("xoxs-", Alphabet.BASE64URL, 20, any),
      new Vendor("xoxe-", Alphabet.BASE64URL, 20, any),
      new Vendor("xapp-", Alphabet.BASE64URL, 20, any),
      new Vendor("AIza", Alphabet.BASE64URL, 35, any),
      new Vendor("GOCSPX-", Alphabet.BASE64URL, 24, any),
      new Vendor("ya29.", Alphabet.DOTTED, 20, any),
      new Vendor("SK", Alphabet.HEX, 32, 32),
      new Vendor("AC", Alphabet.HEX, 32, 32),
      new Vendor("SG.", Alphabet.DOTTED, 40, any),
      new Vendor("npm_", Alphabet.ALPHANUMERIC, 36, any),
      new Vendor("pypi-", Alphabet.BASE64URL, 50, any),
      new Vendor("hf_", Alphabet.ALPHANUMERIC, 30, any),
      new Vendor("dop_v1_", Alphabet.HEX, 64, any),
      new Vendor("doo_v1_", Alphabet.HEX, 64, any),
      new Vendor("gsk_", Alphabet.ALPHANUMERIC, 40, any),
      new Vendor("r8_", Alphabet.ALPHANUMERIC, 36, any),
      new Vendor("shpat_", Alphabet.HEX, 32, any),
      new Vendor("shpss_", Alphabet.HEX, 32, any),
      new Vendor("lin_api_", Alphabet.ALPHANUMERIC, 32, any),
      // A key of Parley's own making, as ApiKeySecret describes it.
      new Vendor("pk_", Alphabet.BASE64URL, 40, any),
    };
    List<List<Vendor>> byFirst = new ArrayList<>();
    for (int c = 0; c < 0x80; c++) {
      List<Vendor> list = new ArrayList<>();
      for (Vendor vendor : all) {
        if (vendor.prefix.charAt(0) == c) {
          list.add(vendor);
        }
      }
      byFirst.add(List.copyOf(list));
    }
    return List.copyOf(byFirst);
  }
}

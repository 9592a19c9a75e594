package dev.parley.domain.guardrail.pii;

import java.util.HashMap;
import java.util.Map;

/**
 * International bank account numbers: ISO 13616 with the lengths of its registry and the check of
 * ISO 7064 (mod 97), in one piece or in groups.
 */
final class Ibans {
  private static final Map<String, Integer> LENGTHS = lengths();

  private Ibans() {}

  /** Where the number that begins here ends, or -1. */
  static int end(Window window, int at) {
    if (!Chars.isDigit(window.at(at + 2))) {
      return -1;
    }
    Integer length = LENGTHS.get("" + upper(window.at(at)) + upper(window.at(at + 1)));
    if (length == null) {
      return -1;
    }
    char[] number = new char[length];
    int i = at;
    for (int n = 0; n < length; n++) {
      char c = window.at(i);
      if (n > 0 && (c == ' ' || c == '-')) {
        i++;
        c = window.at(i);
      }
      boolean fits = n < 2 ? Chars.isAsciiLetter(c) : n < 4 ? Chars.isDigit(c) : Chars.isAscii(c);
      if (!fits) {
        return -1;
      }
      number[n] = c;
      i++;
    }
    return !Chars.isWord(window.at(i)) && isChecked(number) ? i : -1;
  }

  private static boolean isChecked(char[] number) {
    int rest = 0;
    for (int i = 0; i < number.length; i++) {
      int value = Character.digit(number[(i + 4) % number.length], 36);
      rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
  }

  private static char upper(char c) {
    return Chars.isLower(c) ? (char) (c - ('a' - 'A')) : c;
  }

  /** Country codes and lengths as in the IBAN registry that SWIFT keeps. */
  private static Map<String, Integer> lengths() {
    Map<String, Integer> lengths = new HashMap<>();
    String registry =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27"
            + " DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21"
            + " HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27"
            + " MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24"
            + " RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22"
            + " VG24 XK20 YE30";
    for (String entry : registry.split(" ", -1)) {
      lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
    }
    return lengths;
  }
}

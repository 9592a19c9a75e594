package dev.parley.domain.guardrail.pii;

import dev.parley.domain.guardrail.pii.Context.Sign;

/**
 * Numbers that a state gives a person: US social security numbers, passports and driver licences.
 * What has check digits or a structure of its own is known by them (machine-readable zones by ICAO
 * 9303, British driver numbers); of all else a word before it must say what it is.
 */
final class Identities {
  private static final int NEAR = 48;
  private static final int MRZ_LINE = 44;
  private static final int[] MRZ_WEIGHTS = {7, 3, 1};
  private static final int MAX_LICENSE = 20;

  private Identities() {}

  /** Where the social security number that begins here ends, or -1. */
  static int ssn(Window window, int at, DigitGroups digits, Context context) {
    char before = window.at(at - 1);
    if (digits.hasPlus() || digits.beginsInParenthesis() || digits.groups() == 0) {
      return -1;
    }
    if ((before == '-' || before == '.') && Chars.isDigit(window.at(at - 2))) {
      return -1;
    }
    if (digits.hasLengths(3, 2, 4)) {
      char separator = digits.separator(1);
      boolean parted = separator == digits.separator(2) && (separator == '-' || separator == ' ');
      boolean over = digits.groups() > 3 && digits.separator(3) == '-';
      int end = digits.end(2);
      return parted && !over && isIssued(digits) && !Chars.isWord(window.at(end)) ? end : -1;
    }
    int end = digits.end(0);
    boolean whole = digits.length(0) == 9 && !Chars.isWord(window.at(end));
    return whole && context.near(Sign.SSN, NEAR) && isIssued(digits) ? end : -1;
  }

  /** Where the passport number, or the machine-readable line, that begins here ends; or -1. */
  static int passport(Window window, int at, int runEnd, Context context) {
    int line = mrz(window, at);
    if (line >= 0) {
      return line;
    }
    int length = runEnd - at;
    if (length < 6 || length > 9 || !context.near(Sign.PASSPORT, NEAR)) {
      return -1;
    }
    int digits = 0;
    for (int i = at; i < runEnd; i++) {
      if (!Chars.isAscii(window.at(i))) {
        return -1;
      }
      digits += Chars.isDigit(window.at(i)) ? 1 : 0;
    }
    boolean goesOn = joins(window.at(runEnd)) && Chars.isDigit(window.at(runEnd + 1));
    return digits >= 4 && !goesOn ? runEnd : -1;
  }

  /** Where the driver licence number that begins here ends, or -1. */
  static int license(Window window, int at, int runEnd, Context context) {
    if (runEnd - at == 16 && isBritishLicense(window, at)) {
      return runEnd;
    }
    if (!context.near(Sign.LICENSE, NEAR)) {
      return -1;
    }
    int end = -1;
    int count = 0;
    int digits = 0;
    for (int i = at; count <= MAX_LICENSE; i++) {
      char c = window.at(i);
      if (Chars.isAscii(c)) {
        count++;
        digits += Chars.isDigit(c) ? 1 : 0;
        end = i + 1;
      } else if (!(joins(c) || c == '*') || !continues(window, i + 1)) {
        break;
      }
    }
    return digits >= 4 && count >= 5 && count <= MAX_LICENSE ? end : -1;
  }

  /** Whether letters and digits with a digit among the first four begin here. */
  private static boolean continues(Window window, int at) {
    for (int i = at; i < at + 4 && Chars.isAscii(window.at(i)); i++) {
      if (Chars.isDigit(window.at(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean joins(char c) {
    return c == '-' || c == ' ';
  }

  /** All but 000, 666 and 9xx; no part is all 0. */
  private static boolean isIssued(DigitGroups digits) {
    int area = digits.prefix(3);
    int number = digits.prefix(9);
    return area != 0
        && area != 666
        && area < 900
        && number / 10_000 % 100 != 0
        && number % 10_000 != 0;
  }

  /** Five of the surname, the date of birth scattered, initials, and three of the authority. */
  private static boolean isBritishLicense(Window window, int at) {
    boolean padded = false;
    for (int i = 0; i < 5; i++) {
      char c = window.at(at + i);
      if (c == '9' && i > 0) {
        padded = true;
      } else if (padded || !Chars.isAsciiLetter(c)) {
        return false;
      }
    }
    for (int i = 5; i < 11; i++) {
      if (!Chars.isDigit(window.at(at + i))) {
        return false;
      }
    }
    int month = 10 * (window.at(at + 6) - '0') % 50 + window.at(at + 7) - '0';
    int day = 10 * (window.at(at + 8) - '0') + window.at(at + 9) - '0';
    char first = window.at(at + 11);
    char second = window.at(at + 12);
    return month >= 1
        && month <= 12
        && day >= 1
        && day <= 31
        && Chars.isAsciiLetter(first)
        && (Chars.isAsciiLetter(second) || second == '9')
        && Chars.isAsciiLetter(window.at(at + 14))
        && Chars.isAsciiLetter(window.at(at + 15));
  }

  /** A line of a passport's machine-readable zone (ICAO 9303 part 4). */
  private static int mrz(Window window, int at) {
    boolean names = false;
    for (int i = 0; i < MRZ_LINE; i++) {
      char c = window.at(at + i);
      if (!Chars.isUpper(c) && !Chars.isDigit(c) && c != '<') {
        return -1;
      }
      names |= i > 5 && c == '<' && window.at(at + i - 1) == '<';
    }
    char after = window.at(at + MRZ_LINE);
    if (Chars.isWord(after) || after == '<') {
      return -1;
    }
    boolean first = window.at(at) == 'P' && names && !Chars.isDigit(window.at(at + 1));
    boolean second =
        isCheck(window, at + 9, sum(window, at, 9, 0))
            && isCheck(window, at + 19, sum(window, at + 13, 6, 0))
            && isCheck(window, at + 27, sum(window, at + 21, 6, 0))
            && isCheck(window, at + MRZ_LINE - 1, composite(window, at));
    return first || second ? at + MRZ_LINE : -1;
  }

  /** Over number, date of birth, expiry and optional data, each with its check digit. */
  private static int composite(Window window, int at) {
    return sum(window, at, 10, 0) + sum(window, at + 13, 7, 10) + sum(window, at + 21, 22, 17);
  }

  private static int sum(Window window, int from, int length, int place) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      char c = window.at(from + i);
      sum += MRZ_WEIGHTS[(place + i) % 3] * (c == '<' ? 0 : Character.digit(c, 36));
    }
    return sum;
  }

  private static boolean isCheck(Window window, int at, int sum) {
    return window.at(at) == '0' + sum % 10;
  }
}

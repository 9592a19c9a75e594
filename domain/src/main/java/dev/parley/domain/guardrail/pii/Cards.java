package dev.parley.domain.guardrail.pii;

import dev.parley.domain.guardrail.pii.Context.Sign;

/**
 * Payment card numbers (ISO/IEC 7812): 12 to 19 digits with the check digit of Luhn. Where nothing
 * before the number speaks of a card, its first digits must be those of a known scheme and its
 * groups those that cards are printed in.
 */
final class Cards {
  private static final int MIN_DIGITS = 12;
  private static final int MAX_DIGITS = 19;
  private static final int NEAR = 60;

  private Cards() {}

  /** Where the number that begins here ends, or -1. */
  static int end(Window window, int at, DigitGroups digits, Context context) {
    char before = window.at(at - 1);
    if ((before == '.' || before == ',') && Chars.isDigit(window.at(at - 2))) {
      return -1;
    }
    boolean named = context.near(Sign.CARD, NEAR);
    for (int group = digits.groups() - 1; group >= 0; group--) {
      int count = digits.count(group);
      if (count >= MIN_DIGITS
          && count <= MAX_DIGITS
          && !Chars.isWord(window.at(digits.end(group)))
          && hasCardSeparators(digits, group, named)
          && isLuhn(digits, count)
          && (named || (isIssued(digits, count) && isPrinted(digits, group)))) {
        return digits.end(group);
      }
    }
    return -1;
  }

  /** Whether the first digits pass the check of Luhn (ISO/IEC 7812-1 annex B) and are not all 0. */
  static boolean isLuhn(DigitGroups digits, int count) {
    int sum = 0;
    for (int i = count - 1, place = 0; i >= 0; i--, place++) {
      int digit = digits.digit(i);
      if (place % 2 == 1) {
        digit *= 2;
      }
      sum += digit > 9 ? digit - 9 : digit;
    }
    return sum > 0 && sum % 10 == 0;
  }

  private static boolean hasCardSeparators(DigitGroups digits, int last, boolean named) {
    for (int group = 1; group <= last; group++) {
      char separator = digits.separator(group);
      if (separator != ' ' && separator != '-' && !(named && separator == '.')) {
        return false;
      }
    }
    return true;
  }

  /** Whole, by fours, or in the groups of American Express (4-6-5) and Diners Club (4-6-4). */
  private static boolean isPrinted(DigitGroups digits, int last) {
    if (last == 0) {
      return true;
    }
    if (last == 2 && digits.hasLengths(4, 6)) {
      return digits.length(2) == 5 || digits.length(2) == 4;
    }
    for (int group = 0; group < last; group++) {
      if (digits.length(group) != 4) {
        return false;
      }
    }
    return digits.length(last) <= 4;
  }

  /**
   * The ranges that the schemes publish. Numbers of 12 and 13 digits are too often something else.
   */
  private static boolean isIssued(DigitGroups digits, int count) {
    int two = digits.prefix(2);
    int three = digits.prefix(3);
    int four = digits.prefix(4);
    boolean visa = two / 10 == 4 && (count == 16 || count == 19);
    boolean mastercard =
        ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) && count == 16;
    boolean amex = (two == 34 || two == 37) && count == 15;
    boolean diners =
        ((three >= 300 && three <= 305) || three == 309 || two == 36 || two == 38 || two == 39)
            && count >= 14;
    boolean discover = (four == 6011 || (three >= 644 && three <= 649) || two == 65) && count >= 16;
    boolean jcb =
        (four >= 3528 && four <= 3589 && count >= 16)
            || ((four == 1800 || four == 2131) && count == 15);
    boolean unionPay = (two == 62 || two == 81) && count >= 16;
    boolean mir = four >= 2200 && four <= 2204 && count >= 16;
    boolean ruPay = (two == 60 || two == 82 || three == 508) && count == 16;
    boolean maestro = isMaestro(four) && count >= 14;
    return visa
        || mastercard
        || amex
        || diners
        || discover
        || jcb
        || unionPay
        || mir
        || ruPay
        || maestro;
  }

  private static boolean isMaestro(int four) {
    return switch (four) {
      case 5018, 5020, 5038, 5612, 5893, 6304, 6390, 6759, 6761, 6762, 6763 -> true;
      default -> false;
    };
  }
}

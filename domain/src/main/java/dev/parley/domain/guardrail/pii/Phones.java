package dev.parley.domain.guardrail.pii;

import dev.parley.domain.guardrail.pii.Context.Sign;

/**
 * Telephone numbers: international (ITU-T E.164, with {@code +}, {@code 00} or {@code 011}), those
 * of the North American plan, and the national shapes of other countries. What a shape leaves open,
 * a word before the number or right behind it decides; dates, thousands and what is called an order
 * or a reference are none.
 */
final class Phones {
  private static final int MAX_E164 = 15;
  private static final int NEAR = 48;
  private static final int NEAR_NUMBER = 16;
  private static final int MAX_EXTENSION = 6;
  private static final String CURRENCIES = "$€£¥₹₽";
  private static final String[] EXTENSIONS = {
    "extension", "ext.", "ext:", "ext", "x", "доб.", "durchwahl", "dw"
  };
  private static final String[] BEHIND = {
    "office", "fax", "mobile", "phone", "cell", "home", "work", "tel"
  };

  private Phones() {}

  /** Where the number that begins here ends, or -1. */
  static int end(Window window, int at, DigitGroups digits, Context context) {
    char before = window.at(at - 1);
    char beforeThat = window.at(at - 2);
    boolean inNumber = Chars.isDigit(beforeThat);
    if (before == '+' || before == '_' || (inNumber && "-./:,".indexOf(before) >= 0)) {
      return -1;
    }
    if (!digits.hasPlus()
        && (isCurrency(before)
            || (before == ' ' && isCurrency(beforeThat))
            || Dates.isDate(digits))) {
      return -1;
    }
    boolean followsNumber = before == ' ' && inNumber;
    int last = digits.groups() - 1;
    for (int group = last; group >= 0; group--) {
      boolean cut = group < last;
      if (digits.isOpen(group) || (cut && isMark(digits.separator(group + 1)))) {
        continue;
      }
      int end = digits.end(group);
      int extended = cut ? end : extension(window, end);
      if (extended == end && !cut && !endsNumber(window, end)) {
        continue;
      }
      if (isPhone(window, digits, group, cut, followsNumber, before == '#', context)) {
        return extended;
      }
    }
    return -1;
  }

  private static boolean isPhone(
      Window window,
      DigitGroups digits,
      int last,
      boolean cut,
      boolean followsNumber,
      boolean hash,
      Context context) {
    int count = digits.count(last);
    int groups = last + 1;
    if (digits.hasPlus()) {
      return isInternational(digits, 0, count, groups == 1 ? 8 : 7);
    }
    boolean vetoed =
        (hash || context.near(Sign.OTHER_NUMBER, NEAR))
            && !context.closer(Sign.PHONE, Sign.OTHER_NUMBER);
    if (vetoed || count > MAX_E164 + 3) {
      return false;
    }
    if (count > 9 && digits.length(0) > 1 && digits.prefix(2) == 0) {
      return isInternational(digits, 2, count, groups == 1 ? 9 : 8);
    }
    if (groups > 1 && digits.length(0) == 3 && digits.prefix(3) == 11) {
      return isInternational(digits, 3, count, 8);
    }
    if (isOfNorthAmerica(digits, last) || isBracketed(digits, last) || isTrunked(digits, last)) {
      return true;
    }
    boolean named =
        context.near(Sign.PHONE, NEAR)
            || context.near(Sign.NUMBER, NEAR_NUMBER)
            || isNamedBehind(window, digits.end(last));
    if (named && !context.closer(Sign.CARD, Sign.PHONE)) {
      return isPlausible(digits, last);
    }
    return !cut && !followsNumber && isGroupedByPairs(digits, last);
  }

  /** A country code and what follows it; behind the 1 of North America there are always ten. */
  private static boolean isInternational(DigitGroups digits, int from, int to, int min) {
    int count = to - from;
    int first = digits.digit(from);
    return count >= min && count <= MAX_E164 && first != 0 && (first != 1 || count == 11);
  }

  /** 3-3-4, after a trunk prefix or not. */
  private static boolean isOfNorthAmerica(DigitGroups digits, int last) {
    if (last == 2) {
      return digits.hasLengths(3, 3, 4);
    }
    if (last < 3 || digits.length(0) != 1 || digits.count(last) != 11) {
      return false;
    }
    int trunk = digits.digit(0);
    return (trunk == 1 && digits.hasLengths(1, 3, 3, 4))
        || (trunk == 8 && digits.hasLengths(1, 3, 3));
  }

  /** An area code in parentheses. */
  private static boolean isBracketed(DigitGroups digits, int last) {
    int area = -1;
    if (digits.beginsInParenthesis()) {
      area = 0;
    } else if (last > 0 && digits.separator(1) == DigitGroups.PARENTHESIS) {
      area = 1;
    }
    if (area < 0 || area >= last || digits.separator(area + 1) != DigitGroups.PARENTHESIS) {
      return false;
    }
    int count = digits.count(last);
    int length = digits.length(area);
    boolean year = length == 4 && digits.value(area) >= 1800 && digits.value(area) <= 2199;
    boolean head = area == 0 || digits.length(0) <= 3;
    return head
        && !year
        && length >= 2
        && length <= 5
        && count - digits.count(area) >= 5
        && count >= 8
        && count <= 13;
  }

  /** Behind the trunk prefix 0, as most of the world dials at home. */
  private static boolean isTrunked(DigitGroups digits, int last) {
    int count = digits.count(last);
    if (digits.digit(0) != 0) {
      return false;
    }
    if (last == 0) {
      return count == 10 || count == 11;
    }
    boolean decimal = last == 1 && digits.separator(1) == '.';
    boolean counted = (count >= 9 && count <= 12) || (count == 8 && last >= 2);
    return counted && !decimal && digits.length(last) >= 2 && !isShapedLikeSsn(digits, last);
  }

  /** With a word that says so, everything of a likely length. */
  private static boolean isPlausible(DigitGroups digits, int last) {
    int count = digits.count(last);
    return count >= 7 && count <= 13 && digits.length(last) >= 2 && last <= 5;
  }

  /** Three groups or more, as in 12 34 56 78 and 91-123-45-67, but not thousands. */
  private static boolean isGroupedByPairs(DigitGroups digits, int last) {
    int count = digits.count(last);
    if (last < 2 || count < 8 || count > 11 || !digits.isUniform(last)) {
      return false;
    }
    char separator = digits.separator(1);
    if (separator != ' ' && separator != '-' && separator != '.') {
      return false;
    }
    boolean thousands = separator != '-';
    for (int group = 0; group <= last; group++) {
      if (digits.length(group) < 2 || digits.length(group) > 4) {
        return false;
      }
      thousands &= group == 0 || digits.length(group) == 3;
    }
    return !thousands && !isShapedLikeSsn(digits, last);
  }

  private static boolean isShapedLikeSsn(DigitGroups digits, int last) {
    return last == 2 && digits.hasLengths(3, 2, 4);
  }

  private static boolean isNamedBehind(Window window, int end) {
    int at = window.at(end) == ' ' ? end + 1 : end;
    if (window.at(at) == '(') {
      at++;
    }
    if (at == end) {
      return false;
    }
    for (String word : BEHIND) {
      if (window.reads(at, word) && !Chars.isWord(window.at(at + word.length()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsNumber(Window window, int end) {
    char c = window.at(end);
    if (Chars.isWord(c) || c == '%' || c == '_') {
      return false;
    }
    return !((c == ':' || c == ',') && Chars.isDigit(window.at(end + 1)));
  }

  private static int extension(Window window, int end) {
    int at = window.at(end) == ',' ? end + 1 : end;
    if (window.at(at) == ' ') {
      at++;
    }
    for (String word : EXTENSIONS) {
      if (window.reads(at, word)) {
        int from = at + word.length();
        if (window.at(from) == ' ') {
          from++;
        }
        int to = from;
        while (to - from < MAX_EXTENSION && Chars.isDigit(window.at(to))) {
          to++;
        }
        return to > from && !Chars.isWord(window.at(to)) ? to : end;
      }
    }
    return end;
  }

  private static boolean isMark(char separator) {
    return separator == '-' || separator == '.' || separator == '/';
  }

  private static boolean isCurrency(char c) {
    return CURRENCIES.indexOf(c) >= 0;
  }
}

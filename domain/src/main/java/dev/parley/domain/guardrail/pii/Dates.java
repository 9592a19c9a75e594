package dev.parley.domain.guardrail.pii;

import dev.parley.domain.guardrail.pii.Context.Sign;

/**
 * Dates of birth: a date to which a word like "born" leads, in figures or with the month's name in
 * one of the larger languages of Europe.
 */
final class Dates {
  private static final int NEAR = 40;
  private static final int MAX_MONTH_NAME = 12;

  private enum Name {
    MONTH
  }

  private static final WordTable<Name> MONTHS =
      new WordTable<Name>()
          .add(
              Name.MONTH,
              "january february march april may june july august september october november december"
                  + " jan feb mar apr jun jul aug sep sept oct nov dec januar jänner februar märz mai"
                  + " juni juli oktober dezember janvier février mars avril juin juillet août"
                  + " septembre octobre novembre décembre enero febrero marzo abril mayo junio julio"
                  + " agosto septiembre octubre noviembre diciembre janeiro fevereiro março maio"
                  + " junho julho setembro outubro novembro dezembro gennaio febbraio aprile maggio"
                  + " giugno luglio settembre ottobre dicembre januari februari maart mei augustus"
                  + " augusti januar mart stycznia lutego marca kwietnia maja czerwca lipca sierpnia"
                  + " września października listopada grudnia января февраля марта апреля мая июня"
                  + " июля августа сентября октября ноября декабря");

  private Dates() {}

  /** Where the date of birth in figures, or with its day first, ends; or -1. */
  static int end(Window window, int at, DigitGroups digits, Context context) {
    if (!context.near(Sign.BIRTH, NEAR) || digits.hasPlus() || digits.beginsInParenthesis()) {
      return -1;
    }
    if (isDate(digits) && !Chars.isWord(window.at(digits.end(2)))) {
      return digits.end(2);
    }
    int first = digits.groups() == 0 ? 0 : digits.length(0);
    if (first == 8 && isCompact(digits)) {
      return digits.end(0);
    }
    if (first == 4) {
      return east(window, at);
    }
    return first == 1 || first == 2 ? dayFirst(window, at + first) : -1;
  }

  /** Where the date of birth that begins with the name of its month ends, or -1. */
  static int monthFirst(Window window, int at, int wordEnd, Context context) {
    if (!context.near(Sign.BIRTH, NEAR) || !isMonth(window, at, wordEnd)) {
      return -1;
    }
    int day = spaces(window, window.at(wordEnd) == '.' ? wordEnd + 1 : wordEnd);
    int afterDay = number(window, day, 1, 2);
    if (afterDay < 0) {
      return -1;
    }
    return year(window, ordinal(window, afterDay));
  }

  /**
   * Whether the first three groups are a date: of any kind, so that it is not taken for a number.
   */
  static boolean isDate(DigitGroups digits) {
    if (digits.groups() < 3 || digits.separator(1) != digits.separator(2)) {
      return false;
    }
    char separator = digits.separator(1);
    if (separator == DigitGroups.PARENTHESIS) {
      return false;
    }
    int a = digits.length(0);
    int b = digits.length(1);
    int c = digits.length(2);
    if (a == 4) {
      return b <= 2
          && c <= 2
          && isYear(digits.value(0))
          && isMonth(digits.value(1))
          && isDay(digits.value(2));
    }
    boolean parts =
        a <= 2
            && b <= 2
            && isDay(digits.value(0))
            && isDay(digits.value(1))
            && (isMonth(digits.value(0)) || isMonth(digits.value(1)));
    return parts && (c == 4 ? isYear(digits.value(2)) : c == 2 && digits.groups() == 3);
  }

  private static boolean isCompact(DigitGroups digits) {
    int value = digits.value(0);
    return isYear(value / 10_000) && isMonth(value / 100 % 100) && isDay(value % 100);
  }

  /** {@code 1980年3月12日} */
  private static int east(Window window, int at) {
    int month = number(window, window.at(at + 4) == '年' ? at + 5 : -1, 1, 2);
    int day = number(window, month >= 0 && window.at(month) == '月' ? month + 1 : -1, 1, 2);
    return day >= 0 && window.at(day) == '日' ? day + 1 : -1;
  }

  private static int dayFirst(Window window, int afterDay) {
    int word = of(window, spaces(window, ordinal(window, afterDay)));
    int end = word;
    while (end - word < MAX_MONTH_NAME && Chars.isWord(window.at(end))) {
      end++;
    }
    if (!isMonth(window, word, end)) {
      return -1;
    }
    int next = window.at(end) == '.' ? end + 1 : end;
    int of = of(window, spaces(window, next));
    return year(window, of);
  }

  /** Over "st", "nd", "rd", "th" or a full stop. */
  private static int ordinal(Window window, int at) {
    char c = window.at(at);
    if (c == '.' || c == 'º' || c == '°') {
      return at + 1;
    }
    return window.reads(at, "st")
            || window.reads(at, "nd")
            || window.reads(at, "rd")
            || window.reads(at, "th")
        ? at + 2
        : window.reads(at, "er ") ? at + 2 : at;
  }

  private static int of(Window window, int at) {
    for (String word : new String[] {"of ", "de ", "del ", "do "}) {
      if (window.reads(at, word)) {
        return at + word.length();
      }
    }
    return at;
  }

  private static int year(Window window, int from) {
    int at = spaces(window, window.at(from) == ',' ? from + 1 : from);
    return number(window, at, 4, 4);
  }

  private static int spaces(Window window, int from) {
    return window.at(from) == ' ' || window.at(from) == '-' ? from + 1 : from;
  }

  private static int number(Window window, int from, int min, int max) {
    if (from < 0) {
      return -1;
    }
    int end = from;
    while (end - from < max && Chars.isDigit(window.at(end))) {
      end++;
    }
    return end - from >= min && !Chars.isDigit(window.at(end)) ? end : -1;
  }

  private static boolean isMonth(Window window, int from, int to) {
    return to > from && to - from <= MAX_MONTH_NAME && !MONTHS.find(window, from, to).isEmpty();
  }

  private static boolean isYear(int year) {
    return year >= 1800 && year <= 2199;
  }

  private static boolean isMonth(int month) {
    return month >= 1 && month <= 12;
  }

  private static boolean isDay(int day) {
    return day >= 1 && day <= 31;
  }
}

package dev.parley.domain.guardrail.pii;

/**
 * The groups of digits that begin at a place, and what stands between them: what card, phone,
 * social security numbers and dates are all made of. Read once for all of them; reused.
 */
final class DigitGroups {
  /** How a separator is told: itself, or one of these. */
  static final char PARENTHESIS = 'P';

  static final char SPACED_MARK = 'S';

  private static final int MAX_GROUPS = 24;
  private static final int MAX_DIGITS = 24;
  private static final int MAX_SEPARATOR = 4;

  private final int[] starts = new int[MAX_GROUPS];
  private final int[] ends = new int[MAX_GROUPS];
  private final int[] digitsThrough = new int[MAX_GROUPS];
  private final boolean[] open = new boolean[MAX_GROUPS];
  private final char[] separators = new char[MAX_GROUPS];
  private final byte[] digits = new byte[MAX_DIGITS];
  private int groups;
  private int count;
  private boolean plus;
  private boolean parenthesis;

  /** Reads on from a digit, a plus or an opening parenthesis. */
  void read(Window window, int at) {
    groups = 0;
    count = 0;
    int i = at;
    plus = window.at(i) == '+';
    if (plus) {
      i++;
    }
    parenthesis = window.at(i) == '(';
    if (parenthesis) {
      i++;
      if (!plus && window.at(i) == '+') {
        plus = true;
        i++;
      }
    }
    boolean inside = parenthesis;
    char separator = Chars.NONE;
    while (groups < MAX_GROUPS && Chars.isDigit(window.at(i))) {
      int start = i;
      while (Chars.isDigit(window.at(i)) && count < MAX_DIGITS) {
        digits[count] = (byte) (window.at(i) - '0');
        count++;
        i++;
      }
      if (Chars.isDigit(window.at(i))) {
        count = groups == 0 ? 0 : digitsThrough[groups - 1];
        return;
      }
      starts[groups] = start;
      ends[groups] = i;
      digitsThrough[groups] = count;
      separators[groups] = separator;
      open[groups] = inside;
      groups++;
      int spaces = 0;
      char mark = Chars.NONE;
      boolean brackets = false;
      int j = i;
      for (char c = window.at(j);
          j - i < MAX_SEPARATOR && Chars.isNumberSeparator(c);
          c = window.at(j)) {
        if (c == ' ') {
          spaces++;
        } else if (c == '(' || c == ')') {
          if (inside == (c == '(')) {
            return;
          }
          inside = c == '(';
          brackets = true;
        } else if (mark == Chars.NONE) {
          mark = c;
        } else {
          return;
        }
        j++;
      }
      if (j == i || (spaces > 1 && mark == Chars.NONE && !brackets)) {
        return;
      }
      separator =
          brackets ? PARENTHESIS : mark == Chars.NONE ? ' ' : spaces > 0 ? SPACED_MARK : mark;
      i = j;
    }
  }

  int groups() {
    return groups;
  }

  /** How many digits the groups hold, up to and with one. */
  int count(int group) {
    return digitsThrough[group];
  }

  int length(int group) {
    return ends[group] - starts[group];
  }

  int start(int group) {
    return starts[group];
  }

  int end(int group) {
    return ends[group];
  }

  /** What stands before a group that is not the first. */
  char separator(int group) {
    return separators[group];
  }

  /** Whether a parenthesis that was opened is not closed within this group or before it. */
  boolean isOpen(int group) {
    return open[group];
  }

  int digit(int index) {
    return digits[index];
  }

  boolean hasPlus() {
    return plus;
  }

  boolean beginsInParenthesis() {
    return parenthesis;
  }

  /** The value of a group of at most nine digits. */
  int value(int group) {
    int value = 0;
    for (int i = count(group) - length(group); i < count(group); i++) {
      value = 10 * value + digits[i];
    }
    return value;
  }

  /** The value of the first digits. */
  int prefix(int length) {
    int value = 0;
    for (int i = 0; i < length; i++) {
      value = 10 * value + digits[i];
    }
    return value;
  }

  /** Whether all groups up to and with one are parted by the same. */
  boolean isUniform(int last) {
    for (int group = 2; group <= last; group++) {
      if (separators[group] != separators[1]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the groups have these lengths, as far as one. */
  boolean hasLengths(int... lengths) {
    if (groups < lengths.length) {
      return false;
    }
    for (int group = 0; group < lengths.length; group++) {
      if (length(group) != lengths[group]) {
        return false;
      }
    }
    return true;
  }
}

package dev.parley.domain.knowledge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts text into sentences by punctuation, at blank lines, and before items of a list and rows of a
 * table. Any other line break ends no sentence, since text out of a PDF has one at the end of each
 * line. Linear in the length of the text.
 */
public final class Sentences {
  /** Words whose full stop ends no sentence. */
  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "dr", "mr", "mrs", "ms", "prof", "st", "vs", "etc", "e.g", "i.e", "fig", "figs", "eq",
          "no", "nos", "vol", "pp", "cf", "al", "inc", "ltd", "co", "approx", "bzw", "z.b", "ca",
          "nr", "sec", "ref", "refs");

  private Sentences() {}

  /** The sentences of a range, trimmed, without empty ones. */
  public static List<TextSpan> in(String text, TextSpan range) {
    List<TextSpan> sentences = new ArrayList<>();
    int start = range.start();
    int position = start;
    while (position < range.end()) {
      char c = text.charAt(position);
      int end = position + 1;
      boolean ends = false;
      if (c == '\n') {
        ends = isBreakAhead(text, end, range.end());
      } else if (isTerminator(c) || isWideTerminator(c)) {
        end = endOfClosers(text, end, range.end());
        ends = isWideTerminator(c) || endsSentence(text, position, end, range.end());
      }
      if (ends) {
        addTrimmed(sentences, text, start, end);
        start = end;
      }
      position = end;
    }
    addTrimmed(sentences, text, start, range.end());
    return sentences;
  }

  private static boolean isTerminator(char c) {
    return c == '.' || c == '!' || c == '?' || c == '…';
  }

  /** Those of scripts that put no blank behind them. */
  private static boolean isWideTerminator(char c) {
    return c == '。' || c == '！' || c == '？';
  }

  /** Behind the quotes, brackets and further terminators that belong to a sentence's end. */
  private static int endOfClosers(String text, int from, int limit) {
    int end = from;
    while (end < limit && isCloser(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Whether a terminator with its closers, up to {@code end}, is the last of a sentence. */
  private static boolean endsSentence(String text, int terminator, int end, int limit) {
    if (end < limit && !Character.isWhitespace(text.charAt(end))) {
      return false;
    }
    if (text.charAt(terminator) == '.'
        && end == terminator + 1
        && isAbbreviation(text, terminator)) {
      return false;
    }
    int next = end;
    while (next < limit && Character.isWhitespace(text.charAt(next))) {
      next++;
    }
    return next == limit || !Character.isLowerCase(text.charAt(next));
  }

  /** Whether a line that begins here is blank, or an item or row of its own. */
  private static boolean isBreakAhead(String text, int position, int limit) {
    int first = position;
    while (first < limit
        && text.charAt(first) != '\n'
        && Character.isWhitespace(text.charAt(first))) {
      first++;
    }
    if (first == limit) {
      return false;
    }
    return switch (text.charAt(first)) {
      case '\n', '|' -> true;
      case '-', '*', '+', '•' -> isBlank(text, first + 1, limit);
      default -> isItemNumber(text, first, limit);
    };
  }

  private static boolean isItemNumber(String text, int position, int limit) {
    int end = position;
    while (end < limit && end - position < 3 && isDigit(text.charAt(end))) {
      end++;
    }
    return end > position
        && end < limit
        && (text.charAt(end) == '.' || text.charAt(end) == ')')
        && isBlank(text, end + 1, limit);
  }

  private static boolean isBlank(String text, int position, int limit) {
    return position < limit && (text.charAt(position) == ' ' || text.charAt(position) == '\t');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isCloser(char c) {
    return c == '"'
        || c == '\''
        || c == ')'
        || c == ']'
        || c == '”'
        || c == '’'
        || c == '»'
        || c == '」'
        || c == '』'
        || c == '）'
        || isTerminator(c)
        || isWideTerminator(c);
  }

  /** A known abbreviation, an initial, or the number of an item at the beginning of its line. */
  private static boolean isAbbreviation(String text, int fullStop) {
    int start = fullStop;
    while (start > 0 && fullStop - start < 8 && isOfWord(text.charAt(start - 1))) {
      start--;
    }
    String word = text.substring(start, fullStop);
    if (word.length() == 1 && Character.isUpperCase(word.charAt(0))) {
      return true;
    }
    boolean number =
        !word.isEmpty() && word.length() < 3 && word.chars().allMatch(c -> isDigit((char) c));
    return number
        ? start == 0 || text.charAt(start - 1) == '\n'
        : ABBREVIATIONS.contains(word.toLowerCase(Locale.ROOT));
  }

  private static boolean isOfWord(char c) {
    return Character.isLetterOrDigit(c) || c == '.';
  }

  private static void addTrimmed(List<TextSpan> sentences, String text, int start, int end) {
    TextSpan trimmed = trim(text, start, end);
    if (trimmed.length() > 0) {
      sentences.add(trimmed);
    }
  }

  /** The range without white space at its ends. */
  public static TextSpan trim(String text, int start, int end) {
    int from = start;
    int to = end;
    while (from < to && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    return new TextSpan(from, to);
  }
}

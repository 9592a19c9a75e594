package dev.parley.domain.knowledge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts text into sentences by punctuation, and at blank lines. A line break alone ends no sentence,
 * since text out of a PDF has one at the end of each line. Linear in the length of the text.
 */
final class Sentences {
  /** Words whose full stop ends no sentence. */
  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "dr", "mr", "mrs", "ms", "prof", "st", "vs", "etc", "e.g", "i.e", "fig", "figs", "eq",
          "no", "nos", "vol", "pp", "cf", "al", "inc", "ltd", "co", "approx", "bzw", "z.b", "ca",
          "nr", "sec", "ref", "refs");

  private Sentences() {}

  /** The sentences of a range, trimmed, without empty ones. */
  static List<TextSpan> in(String text, TextSpan range) {
    List<TextSpan> sentences = new ArrayList<>();
    int start = range.start();
    int position = start;
    while (position < range.end()) {
      int end = endOfSentenceAt(text, position, range.end());
      if (end > 0) {
        addTrimmed(sentences, text, start, end);
        start = end;
        position = end;
      } else {
        position++;
      }
    }
    addTrimmed(sentences, text, start, range.end());
    return sentences;
  }

  /**
   * Where the sentence ends that the character at {@code position} closes, or 0 if it closes none.
   */
  private static int endOfSentenceAt(String text, int position, int limit) {
    char c = text.charAt(position);
    if (c == '\n') {
      return isBlankLineAhead(text, position + 1, limit) ? position + 1 : 0;
    }
    if (c == '。' || c == '！' || c == '？') {
      return position + 1;
    }
    if (c != '.' && c != '!' && c != '?' && c != '…') {
      return 0;
    }
    int end = position + 1;
    while (end < limit && isCloser(text.charAt(end))) {
      end++;
    }
    if (end < limit && !Character.isWhitespace(text.charAt(end))) {
      return 0;
    }
    if (c == '.' && isAbbreviation(text, position)) {
      return 0;
    }
    int next = end;
    while (next < limit && Character.isWhitespace(text.charAt(next))) {
      next++;
    }
    return next < limit && Character.isLowerCase(text.charAt(next)) ? 0 : end;
  }

  private static boolean isBlankLineAhead(String text, int position, int limit) {
    for (int i = position; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        return true;
      }
      if (!Character.isWhitespace(c)) {
        return false;
      }
    }
    return false;
  }

  private static boolean isCloser(char c) {
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == '”' || c == '’' || c == '»'
        || c == '.' || c == '!' || c == '?';
  }

  private static boolean isAbbreviation(String text, int fullStop) {
    int start = fullStop;
    while (start > 0
        && fullStop - start < 8
        && (Character.isLetter(text.charAt(start - 1)) || text.charAt(start - 1) == '.')) {
      start--;
    }
    String word = text.substring(start, fullStop);
    boolean initial = word.length() == 1 && Character.isUpperCase(word.charAt(0));
    return initial || ABBREVIATIONS.contains(word.toLowerCase(Locale.ROOT));
  }

  private static void addTrimmed(List<TextSpan> sentences, String text, int start, int end) {
    TextSpan trimmed = trim(text, start, end);
    if (trimmed.length() > 0) {
      sentences.add(trimmed);
    }
  }

  /** The range without white space at its ends. */
  static TextSpan trim(String text, int start, int end) {
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

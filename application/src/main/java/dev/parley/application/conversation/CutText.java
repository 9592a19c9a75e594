package dev.parley.application.conversation;

import dev.parley.domain.token.TokenCounter;

/** Makes texts fit. */
final class CutText {
  private static final String CUT = "\n[The rest was left out.]";

  private CutText() {}

  /** The text, or its beginning; a surrogate pair is never split. */
  static String shortened(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end =
        length > 0 && Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end);
  }

  /** The text, or as much of its beginning as has so many tokens together with a remark on that. */
  static String fitting(String text, int share, TokenCounter tokens) {
    if (tokens.count(text) <= share) {
      return text;
    }
    int room = Math.max(0, share - tokens.count(CUT));
    int fits = 0;
    int tooLong = Math.min(text.length(), room * TokenCounter.MAX_CHARACTERS_PER_TOKEN) + 1;
    while (tooLong - fits > 1) {
      int middle = (fits + tooLong) >>> 1;
      if (tokens.count(shortened(text, middle)) <= room) {
        fits = middle;
      } else {
        tooLong = middle;
      }
    }
    return shortened(text, fits) + CUT;
  }
}

package dev.parley.domain.guardrail.output;

/**
 * Cuts text into words, one character at a time: letters and digits in lower case. What has no
 * width is left out of them, and each Chinese or Japanese character is a word.
 */
final class PromptWords {
  /** No word of any language is longer; what is, is cut here. */
  static final int MAX_LENGTH = 64;

  private final StringBuilder word = new StringBuilder();

  /** Reads a character; the word that ends before it, or empty text. */
  String read(char c) {
    boolean letter = Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    if (!letter && Character.getType(c) == Character.FORMAT) {
      return "";
    }
    boolean continues = letter && !isAlone(c) && (word.isEmpty() || !isAlone(word.charAt(0)));
    String ended = continues ? "" : end();
    if (letter && word.length() < MAX_LENGTH) {
      word.append(Character.toLowerCase(c));
    }
    return ended;
  }

  private static boolean isAlone(char c) {
    return Character.isIdeographic(c) || (c >= '\u3041' && c <= '\u30FA');
  }

  /** The word that ends with the text, or empty text. */
  String end() {
    String ended = word.toString();
    word.setLength(0);
    return ended;
  }
}

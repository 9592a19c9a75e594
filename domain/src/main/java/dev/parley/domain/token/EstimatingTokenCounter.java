package dev.parley.domain.token;

/**
 * Estimates tokens without a vocabulary, from what byte-pair and word-piece vocabularies have in
 * common: a short word of Latin letters is one token and a longer one gains a token for about every
 * six letters; digits come in threes; each punctuation mark and each line break is one; each
 * character of other scripts is about one; a blank belongs to its neighbour, and more of them are a
 * token for every sixteen.
 *
 * <p>It is meant to err upwards on English prose. One pass, no allocation.
 */
public final class EstimatingTokenCounter implements TokenCounter {
  private static final int LETTERS_PER_TOKEN = 6;
  private static final int DIGITS_PER_TOKEN = 3;

  public EstimatingTokenCounter() {}

  /** What characters count together with others like them. */
  private enum Kind {
    LETTER,
    DIGIT,
    BLANK,
    OTHER
  }

  @Override
  public int count(CharSequence text) {
    int tokens = 0;
    int start = 0;
    Kind kind = Kind.OTHER;
    for (int i = 0; i < text.length(); i++) {
      Kind next = kindOf(text.charAt(i));
      if (next != kind) {
        tokens += tokensIn(kind, i - start);
        kind = next;
        start = i;
      }
    }
    tokens += tokensIn(kind, text.length() - start);
    return tokens == 0 && !text.isEmpty() ? 1 : tokens;
  }

  private static Kind kindOf(char c) {
    if (isLatinLetter(c)) {
      return Kind.LETTER;
    }
    if (c >= '0' && c <= '9') {
      return Kind.DIGIT;
    }
    return c != '\n' && Character.isWhitespace(c) ? Kind.BLANK : Kind.OTHER;
  }

  private static int tokensIn(Kind kind, int characters) {
    return switch (kind) {
      case LETTER -> Math.ceilDiv(characters, LETTERS_PER_TOKEN);
      case DIGIT -> Math.ceilDiv(characters, DIGITS_PER_TOKEN);
      case BLANK -> characters == 1 ? 0 : Math.ceilDiv(characters, MAX_CHARACTERS_PER_TOKEN);
      case OTHER -> characters;
    };
  }

  private static boolean isLatinLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 'À' && c <= 'ɏ');
  }
}

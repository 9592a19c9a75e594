package dev.parley.domain.token;

/**
 * Estimates tokens without a vocabulary, from what byte-pair and word-piece vocabularies have in
 * common: a short word of Latin letters is one token and a longer one gains a token for about every
 * six letters; digits come in threes; each punctuation mark is one; each character of other scripts
 * is about one.
 *
 * <p>It is meant to err upwards on English prose. One pass, no allocation.
 */
public final class EstimatingTokenCounter implements TokenCounter {
  private static final int LETTERS_PER_TOKEN = 6;
  private static final int DIGITS_PER_TOKEN = 3;

  public EstimatingTokenCounter() {}

  @Override
  public int count(CharSequence text) {
    int tokens = 0;
    int letters = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isLatinLetter(c)) {
        tokens += tokensIn(digits, DIGITS_PER_TOKEN);
        digits = 0;
        letters++;
      } else if (c >= '0' && c <= '9') {
        tokens += tokensIn(letters, LETTERS_PER_TOKEN);
        letters = 0;
        digits++;
      } else {
        tokens += tokensIn(letters, LETTERS_PER_TOKEN) + tokensIn(digits, DIGITS_PER_TOKEN);
        letters = 0;
        digits = 0;
        if (c == '\n' || !Character.isWhitespace(c)) {
          tokens++;
        }
      }
    }
    tokens += tokensIn(letters, LETTERS_PER_TOKEN) + tokensIn(digits, DIGITS_PER_TOKEN);
    return tokens == 0 && !text.isEmpty() ? 1 : tokens;
  }

  private static int tokensIn(int characters, int each) {
    return (characters + each - 1) / each;
  }

  private static boolean isLatinLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 'À' && c <= 'ɏ');
  }
}

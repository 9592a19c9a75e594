package dev.parley.domain.token;

/**
 * Counts the tokens of a text. Pure, and safe for use by many threads.
 *
 * <p>A text cut before white space has at most as many tokens as its parts together; a counter with
 * a vocabulary may miss that by a token, as its merges do.
 */
@FunctionalInterface
public interface TokenCounter {
  /**
   * Whoever cuts text to a number of tokens looks no further than this many characters for each. An
   * estimate never gives a token more; a vocabulary does, for runs of blanks and of marks.
   */
  int MAX_CHARACTERS_PER_TOKEN = 16;

  /** Tokens in the text; 0 only if it is empty. */
  int count(CharSequence text);
}

package dev.parley.domain.token;

/**
 * Counts the tokens of a text. Pure, and safe for use by many threads. A text cut before white
 * space or within a word has at most as many tokens as its parts together.
 */
@FunctionalInterface
public interface TokenCounter {
  /** No counter may give a token more characters than this. */
  int MAX_CHARACTERS_PER_TOKEN = 16;

  /** Tokens in the text; 0 only if it is empty. */
  int count(CharSequence text);
}

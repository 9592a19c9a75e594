package dev.parley.domain.guardrail.output;

/** How an answer was found to give its system prompt away. */
public sealed interface Leak {
  /** One of the marked words that stand in the prompt for this very purpose was said. */
  record Canary() implements Leak {}

  /**
   * So many words in a row are the prompt's own.
   *
   * @param words words in a row, in the order of the prompt
   */
  record Recited(int words) implements Leak {}

  /**
   * Pieces that are each too short to tell make up a large part of the prompt together.
   *
   * @param words words of the prompt that have been said
   * @param of words of the prompt
   */
  record Pieced(int words, int of) implements Leak {}
}

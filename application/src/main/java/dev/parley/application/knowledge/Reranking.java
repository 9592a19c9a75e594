package dev.parley.application.knowledge;

import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.Objects;

/**
 * What reranks passages, and how much it is given to do.
 *
 * @param candidates how many passages, the best of the fused list, it judges; 2 to {@value
 *     #MOST_CANDIDATES}
 * @param characters how much of each it is shown: its first characters, at least 1
 * @param patience how long a search waits for it
 */
public record Reranking(Reranker reranker, int candidates, int characters, Duration patience) {
  public static final int MOST_CANDIDATES = 100;

  public Reranking {
    Objects.requireNonNull(reranker);
    if (candidates < 2 || candidates > MOST_CANDIDATES) {
      throw new InvalidValue("candidates", candidates, "2.." + MOST_CANDIDATES);
    }
    if (characters < 1) {
      throw new InvalidValue("characters", characters, "1 or more");
    }
    if (!patience.isPositive()) {
      throw new InvalidValue("patience", patience, "more than nothing");
    }
  }

  /** What it is shown of a text: no half of a character at its end. */
  String shown(String text) {
    if (text.length() <= characters) {
      return text;
    }
    boolean halved = Character.isHighSurrogate(text.charAt(characters - 1));
    return text.substring(0, halved ? characters - 1 : characters);
  }
}

package dev.parley.domain.evaluation;

import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.validation.InvalidValue;
import java.util.Set;

/**
 * A question of which it is known what a good bot does with it.
 *
 * @param text what is asked
 * @param relevant the documents that answer it; empty: not said, and then neither ranking nor
 *     citations are judged
 * @param refuse whether it is to be refused, such as one outside the bot's scope
 */
public record GoldenQuestion(String text, Set<DocumentId> relevant, boolean refuse) {
  /** In characters. */
  public static final int MAX_LENGTH = 4_000;

  public static final int MAX_RELEVANT = 100;

  public GoldenQuestion {
    relevant = Set.copyOf(relevant);
    String unused = InvalidValue.requireLength("question", text, 1, MAX_LENGTH);
    if (relevant.size() > MAX_RELEVANT) {
      throw new InvalidValue(
          "relevant_document_ids", relevant.size() + " ids", "at most " + MAX_RELEVANT);
    }
    if (refuse && !relevant.isEmpty()) {
      throw new InvalidValue(
          "relevant_document_ids",
          relevant.size() + " ids",
          "none for a question that is to be refused");
    }
  }
}

package dev.parley.domain.evaluation;

import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.quota.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a bot did with a golden question.
 *
 * @param reason of a refusal or failure; null for an answer
 * @param text of the answer or refusal
 * @param found the documents of the passages that retrieval found, best first, each once
 * @param cited the document of each citation, in order
 * @param took from the question to the end of the answer
 */
public record GoldenAnswer(
    Result result,
    @Nullable String reason,
    String text,
    List<DocumentId> found,
    List<DocumentId> cited,
    TokenUsage usage,
    Duration took) {

  /** What came of it. */
  public enum Result {
    ANSWERED,
    /** By a scope, a guard or for want of passages. */
    REFUSED,
    /** There was no answer, through no decision of the bot's. */
    FAILED
  }

  public GoldenAnswer {
    Objects.requireNonNull(result);
    Objects.requireNonNull(text);
    Objects.requireNonNull(usage);
    Objects.requireNonNull(took);
    found = found.stream().distinct().toList();
    cited = List.copyOf(cited);
  }
}

package dev.parley.domain.context;

import dev.parley.domain.validation.InvalidValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer is to end at the latest, as whoever asks wants it.
 *
 * @param maxTokens null: wherever it ends
 * @param stop texts before which it ends; none of them is in it
 */
public record AnswerLimits(@Nullable Integer maxTokens, List<String> stop) {
  /** Wherever it ends. */
  public static final AnswerLimits NONE = new AnswerLimits(null, List.of());

  /**
   * Makes limits.
   *
   * @throws InvalidValue for less than one token, or an empty text
   */
  public AnswerLimits {
    if (maxTokens != null && maxTokens < 1) {
      throw new InvalidValue("max_tokens", maxTokens, "1 or more");
    }
    stop = List.copyOf(stop);
    if (stop.contains("")) {
      throw new InvalidValue("stop", "", "texts that are not empty");
    }
  }

  /** The most tokens, where there are not more than {@code most} in any case. */
  public int atMost(int most) {
    return maxTokens == null ? most : Math.min(maxTokens, most);
  }
}

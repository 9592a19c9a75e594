package dev.parley.domain.quota;

import java.util.Objects;

/**
 * What one generation used.
 *
 * @param promptTokens tokens the model read
 * @param completionTokens tokens the model wrote
 */
public record TokenUsage(int promptTokens, int completionTokens, Money cost) {
  public static final TokenUsage NONE = new TokenUsage(0, 0, Money.ZERO);

  public TokenUsage {
    Objects.requireNonNull(cost);
    if (promptTokens < 0 || completionTokens < 0) {
      throw new IllegalArgumentException(
          "tokens: " + promptTokens + ", " + completionTokens + " (expected: 0 or more)");
    }
  }

  public int totalTokens() {
    return Math.addExact(promptTokens, completionTokens);
  }

  /** Both together. */
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        Math.addExact(promptTokens, other.promptTokens),
        Math.addExact(completionTokens, other.completionTokens),
        cost.plus(other.cost));
  }
}

package dev.parley.domain.guardrail.injection;

import java.util.List;

/**
 * How likely a text is an attack, and what speaks for it.
 *
 * @param score 0..1; not a probability for your traffic, but comparable between texts of one origin
 * @param reasons what raised the score, strongest first
 * @param flagged whether the score reached the origin's threshold
 */
public record InjectionJudgement(double score, List<Reason> reasons, boolean flagged) {
  /**
   * A feature of the text.
   *
   * @param feature a stable snake_case word
   * @param contribution what it added to the log odds; above 0
   */
  public record Reason(String feature, double contribution) {}

  public InjectionJudgement {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("score: " + score + " (expected: 0..1)");
    }
    reasons = List.copyOf(reasons);
  }
}

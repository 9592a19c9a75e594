package dev.parley.domain.guardrail.injection;

import dev.parley.domain.guardrail.Origin;
import java.util.Objects;

/**
 * Says how likely a text is a prompt injection, and why. What a caller types and what stands in
 * material are judged by different models: a caller may ask for a poem, a document has no business
 * to. Work is linear in the length of the text; it uses no clock and no state, so any number of
 * threads may share one.
 *
 * <p>No text classifier stops a determined attacker. It lowers how often an attack gets through;
 * what an attack can bring about is limited by {@link ConsequencePolicy}.
 */
public final class InjectionClassifier {
  private static final LinearModel USER = LinearModel.load("weights-user.tsv");
  private static final LinearModel DOCUMENT = LinearModel.load("weights-document.tsv");

  public InjectionClassifier() {}

  /** Judges one text. Answers are judged as material is. */
  public InjectionJudgement judge(Origin origin, String text) {
    Objects.requireNonNull(text);
    return model(origin).judge(Features.of(text));
  }

  /** The score from which on texts of this origin are flagged. */
  public double threshold(Origin origin) {
    return model(origin).threshold();
  }

  private static LinearModel model(Origin origin) {
    return switch (origin) {
      case USER -> USER;
      case DOCUMENT, TOOL_RESULT, ANSWER -> DOCUMENT;
    };
  }
}

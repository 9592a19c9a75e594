package dev.parley.domain.guardrail.injection;

import dev.parley.domain.guardrail.Guard;
import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.Verdict;
import java.util.Objects;

/**
 * Refuses what a caller types when it is flagged as an injection. Material always passes this
 * guard: whoever uses it asks the {@link InjectionClassifier}, keeps flagged material apart, and
 * relies on the {@link ConsequencePolicy} for the rest. A search result that is refused as a whole
 * would let one hostile document take a bot out of service.
 */
public final class InjectionGuard implements Guard {
  /** The reason of its refusals. */
  public static final String REASON = "prompt_injection";

  private final InjectionClassifier classifier;

  public InjectionGuard(InjectionClassifier classifier) {
    this.classifier = Objects.requireNonNull(classifier);
  }

  @Override
  public String name() {
    return REASON;
  }

  @Override
  public Verdict judge(Origin origin, String text) {
    return switch (origin) {
      case USER ->
          classifier.judge(origin, text).flagged()
              ? new Verdict.Refused(
                  REASON,
                  "The message reads like an attempt to change the assistant's instructions or to"
                      + " get at what it keeps confidential.")
              : new Verdict.Allowed();
      case DOCUMENT, TOOL_RESULT, ANSWER -> new Verdict.Allowed();
    };
  }
}

package dev.parley.domain.scope;

import java.util.Objects;

/** Whether a question belongs to what a bot talks about, and why. */
public sealed interface ScopeOutcome {
  /** It belongs. */
  record InScope(Evidence evidence) implements ScopeOutcome {
    public InScope {
      Objects.requireNonNull(evidence);
    }
  }

  /**
   * It is about a topic that is denied.
   *
   * @param topic as the scope words it
   */
  record Denied(Scope scope, String topic, Evidence evidence) implements ScopeOutcome {
    public Denied {
      Objects.requireNonNull(scope);
      Objects.requireNonNull(topic);
      Objects.requireNonNull(evidence);
    }
  }

  /**
   * It is about nothing that is allowed.
   *
   * @param scope the one that came nearest, whose words the refusal uses
   */
  record OutOfScope(Scope scope, Evidence best) implements ScopeOutcome {
    public OutOfScope {
      Objects.requireNonNull(scope);
      Objects.requireNonNull(best);
    }
  }

  /**
   * What was nearest to the question.
   *
   * @param phrase the topic or example; empty if nothing had to be compared
   * @param lexical similarity by words, 0 to 1
   * @param semantic cosine of the vectors, -1 to 1; 0 without vectors
   * @param score what the thresholds are compared with
   */
  record Evidence(String phrase, double lexical, double semantic, double score) {
    /** Nothing was compared, since everything is admitted. */
    static final Evidence NONE = new Evidence("", 0, 0, 0);

    public Evidence {
      Objects.requireNonNull(phrase);
    }
  }
}

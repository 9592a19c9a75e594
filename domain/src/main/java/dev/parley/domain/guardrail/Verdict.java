package dev.parley.domain.guardrail;

import java.util.Objects;

/** What a guard says of a text. */
public sealed interface Verdict {
  /** The text may pass as it is. */
  record Allowed() implements Verdict {}

  /** The text may pass in this form. */
  record Masked(String text) implements Verdict {
    public Masked {
      Objects.requireNonNull(text);
    }
  }

  /**
   * The text may not pass.
   *
   * @param reason a stable snake_case word
   * @param detail for the person who wrote the text; holds none of it
   */
  record Refused(String reason, String detail) implements Verdict {
    public Refused {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(detail);
    }
  }
}

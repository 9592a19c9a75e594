package dev.parley.domain.guardrail.pii;

import java.util.Locale;

/** What is done with a kind of personal data. */
public enum PiiAction {
  /** It passes. */
  ALLOW,

  /** A placeholder stands in for it, and is put back for the caller. */
  MASK,

  /** The text is refused. */
  BLOCK;

  /** The stable snake_case word under which configuration names the action. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

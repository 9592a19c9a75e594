package dev.parley.domain.scope;

import java.util.Locale;

/** How much a question may differ from what a scope allows. */
public enum Strictness {
  /** Nothing is refused for its topic. */
  OFF,

  /** What is plainly about something else is refused. */
  LENIENT,

  /** What is not plainly about an allowed topic is refused. */
  STRICT;

  /** The stable snake_case word under which configuration names the strictness. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.parley.domain.guardrail;

/** Judges one text. Named, so that a list of guards can be read and reported on. */
public interface Guard {
  /** A stable snake_case word. */
  String name();

  /** Judges the text; linear in its length, never blocks. */
  Verdict judge(Origin origin, String text);
}

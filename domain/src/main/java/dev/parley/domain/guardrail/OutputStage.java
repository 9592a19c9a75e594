package dev.parley.domain.guardrail;

import java.util.function.Consumer;

/**
 * A step that an answer takes on its way out, while it streams. What comes out does not depend on
 * where the text was cut: it is what the stage would make of the whole. Used by one thread.
 */
public interface OutputStage {
  /** Takes the next characters, and hands on what nothing that may follow can change. */
  void accept(String piece, Consumer<String> out);

  /** The text ends here: hands on what was held back. */
  void finish(Consumer<String> out);
}

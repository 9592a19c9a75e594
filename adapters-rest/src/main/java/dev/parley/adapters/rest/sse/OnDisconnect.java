package dev.parley.adapters.rest.sse;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.domain.validation.InvalidValue;
import org.jspecify.annotations.Nullable;

/** What becomes of a run when the client that asked for its stream leaves before the end. */
public enum OnDisconnect {
  /** It goes on; the answer is stored, and can be watched again. */
  CONTINUE,
  /** It is cancelled; what it has written so far is stored. */
  CANCEL;

  /**
   * Reads the word for it.
   *
   * @param word null: {@link #CONTINUE}
   * @throws InvalidValue for a word that is none
   */
  public static OnDisconnect of(@Nullable String word) {
    return switch (word) {
      case null -> CONTINUE;
      case "continue" -> CONTINUE;
      case "cancel" -> CANCEL;
      default ->
          throw new InvalidValue(
              "on_disconnect", "'" + Fields.shortened(word) + "'", "continue or cancel");
    };
  }
}

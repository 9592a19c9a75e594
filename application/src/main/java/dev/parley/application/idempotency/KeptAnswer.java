package dev.parley.application.idempotency;

import dev.parley.domain.conversation.RunId;
import java.util.Map;
import java.util.Objects;

/** What a request was answered with, as far as it is kept. */
public sealed interface KeptAnswer {

  /**
   * All of it.
   *
   * @param status of HTTP
   * @param headers those that belong to the answer and not to the way it was sent
   * @param body such that who reads the store cannot read it; see {@link AnswerOnce}
   */
  record Whole(int status, Map<String, String> headers, SealedBody body) implements KeptAnswer {
    public Whole {
      headers = Map.copyOf(headers);
      Objects.requireNonNull(body);
    }
  }

  /** The events of this run, which its journal holds. */
  record Events(RunId run) implements KeptAnswer {
    public Events {
      Objects.requireNonNull(run);
    }
  }

  /** Nothing but that it was answered. */
  record Forgotten() implements KeptAnswer {}
}

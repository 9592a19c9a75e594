package dev.parley.domain.conversation;

import dev.parley.domain.quota.TokenUsage;
import java.time.Instant;

/** Where a run is in its life. A transition exists only on the states that allow it. */
public sealed interface RunState {

  /** The run has not ended. */
  sealed interface Active extends RunState {
    default Cancelled cancel(TokenUsage usage, Instant now) {
      return new Cancelled(usage, now);
    }

    default Failed fail(RunFailure failure, TokenUsage usage, Instant now) {
      return new Failed(failure, usage, now);
    }
  }

  /** The run has ended and never changes again. */
  sealed interface Ended extends RunState {
    TokenUsage usage();

    Instant finishedAt();
  }

  /** Accepted and stored, not yet begun. */
  record Queued() implements Active {
    public Running start() {
      return new Running();
    }
  }

  /** A node is generating. */
  record Running() implements Active {
    public Completed complete(FinishReason reason, TokenUsage usage, Instant now) {
      return new Completed(reason, usage, now);
    }

    /** Ends it because answering is not allowed. */
    public Refused refuse(RunRefusal refusal, TokenUsage usage, Instant now) {
      return new Refused(refusal, usage, now);
    }
  }

  /** The model answered. */
  record Completed(FinishReason reason, TokenUsage usage, Instant finishedAt) implements Ended {}

  /** A scope or guard refused. */
  record Refused(RunRefusal refusal, TokenUsage usage, Instant finishedAt) implements Ended {}

  /** Somebody asked to stop. */
  record Cancelled(TokenUsage usage, Instant finishedAt) implements Ended {}

  /** It could not be finished; the text so far is kept. */
  record Failed(RunFailure failure, TokenUsage usage, Instant finishedAt) implements Ended {}
}

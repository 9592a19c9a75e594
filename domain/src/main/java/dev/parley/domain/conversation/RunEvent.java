package dev.parley.domain.conversation;

import dev.parley.domain.knowledge.Citation;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import java.util.List;

/**
 * Something that watchers of a run are told. The first is {@link Started}; exactly one {@link
 * Terminal} comes, and it comes last.
 */
public sealed interface RunEvent {

  /** The last event of a run. */
  sealed interface Terminal extends RunEvent {

    /**
     * What watchers are told of an end.
     *
     * @param answer the message that the run wrote
     */
    static Terminal of(MessageId answer, RunState.Ended end) {
      return switch (end) {
        case RunState.Completed done -> new Completed(answer, done.reason(), done.usage());
        case RunState.Refused refused -> new Refused(refused.refusal());
        case RunState.Cancelled cancelled -> new Cancelled();
        case RunState.Failed failed -> new Failed(failed.failure());
      };
    }
  }

  /** The run has begun. */
  record Started(RunId run, ConversationId conversation, MessageId answer, ModelId model)
      implements RunEvent {}

  /** What was found; the first passage is cited as {@code [1]}. */
  record Retrieved(List<Passage> passages) implements RunEvent {
    public Retrieved {
      passages = List.copyOf(passages);
    }
  }

  /** The next characters of the answer; never empty. */
  record Delta(String text) implements RunEvent {}

  /** The answer has just named a passage for the first time. */
  record Cited(Citation citation) implements RunEvent {}

  /** Something the caller should know that did not stop the run. */
  record Warned(Warning warning) implements RunEvent {}

  /** What the run used. */
  record Used(TokenUsage usage) implements RunEvent {}

  /** The model answered. */
  record Completed(MessageId answer, FinishReason reason, TokenUsage usage) implements Terminal {}

  /** A scope or guard refused. */
  record Refused(RunRefusal refusal) implements Terminal {}

  /** Somebody asked to stop. */
  record Cancelled() implements Terminal {}

  /** The run could not be finished. */
  record Failed(RunFailure failure) implements Terminal {}
}

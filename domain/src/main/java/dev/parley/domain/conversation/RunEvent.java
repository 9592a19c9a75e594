package dev.parley.domain.conversation;

import dev.parley.domain.knowledge.Citation;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * What was found; the first passage is cited as {@code [1]}.
   *
   * @param query what was looked for, where that is not the question as it was asked; else null
   */
  record Retrieved(List<Passage> passages, @Nullable String query) implements RunEvent {
    public Retrieved {
      passages = List.copyOf(passages);
    }
  }

  /** The next characters of the answer; never empty. */
  record Delta(String text) implements RunEvent {}

  /** The answer has just named a passage for the first time. */
  record Cited(Citation citation) implements RunEvent {}

  /**
   * The model asks for a tool.
   *
   * @param id tells the calls of a run apart
   * @param name as the model gave it, which may be no tool's; long ones cut
   * @param arguments JSON as the model wrote it, not validated; long ones cut
   */
  record ToolCalled(String id, String name, String arguments) implements RunEvent {
    /** The longest id and the longest name, in UTF-16 characters. */
    public static final int MAX_NAME_LENGTH = 200;

    /** The longest arguments, in UTF-16 characters. */
    public static final int MAX_ARGUMENTS_LENGTH = 64_000;
  }

  /**
   * What came of a call that was told of before.
   *
   * @param ok false: it was refused, or the tool failed
   * @param summary the beginning of the result, or why there is none
   */
  record ToolReturned(String id, boolean ok, String summary) implements RunEvent {
    /** The longest summary, in UTF-16 characters. */
    public static final int MAX_SUMMARY_LENGTH = 300;
  }

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

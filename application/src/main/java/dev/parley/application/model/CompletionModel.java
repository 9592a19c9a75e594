package dev.parley.application.model;

import dev.parley.domain.context.Prompt;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.routing.Model;
import org.jspecify.annotations.Nullable;

/** Something that answers a prompt, piece by piece. Safe for use by many threads. */
public interface CompletionModel {

  /**
   * Generates an answer. Blocks until it is complete, has failed, or the calling thread is
   * interrupted; the sink is called on the calling thread, one piece at a time.
   */
  Completion complete(Request request, TokenSink sink);

  /**
   * What is asked.
   *
   * @param temperature null: the provider's default
   */
  record Request(Model model, Prompt prompt, @Nullable Double temperature) {}

  /** Takes the answer as it is made. */
  @FunctionalInterface
  interface TokenSink {
    /** Takes the next characters; never empty. */
    void accept(String text);
  }

  /** How a generation ended. */
  sealed interface Completion {

    /**
     * The model finished.
     *
     * @param promptTokens as the provider counted, or an estimate where it did not
     * @param completionTokens likewise
     */
    record Finished(FinishReason reason, int promptTokens, int completionTokens)
        implements Completion {}

    /** The provider failed; what the sink took so far stands. */
    record Failed(RunFailure failure) implements Completion {}

    /** The calling thread was interrupted; its interrupt flag is set again. */
    record Interrupted() implements Completion {}
  }
}

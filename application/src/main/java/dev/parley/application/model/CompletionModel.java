package dev.parley.application.model;

import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.routing.Model;
import dev.parley.domain.tool.ToolSpec;
import java.util.List;
import java.util.Objects;
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
   * @param tools that the model may ask to be called; a model that calls none ignores them
   * @param limits that a provider may be told of, so that it writes nothing in vain; whoever asks
   *     cuts the answer in any case
   */
  record Request(
      Model model,
      Prompt prompt,
      @Nullable Double temperature,
      List<ToolSpec> tools,
      AnswerLimits limits) {
    public Request {
      tools = List.copyOf(tools);
      Objects.requireNonNull(limits);
    }

    /** Asks without limits. */
    public Request(Model model, Prompt prompt, @Nullable Double temperature, List<ToolSpec> tools) {
      this(model, prompt, temperature, tools, AnswerLimits.NONE);
    }

    /** Asks without tools. */
    public Request(Model model, Prompt prompt, @Nullable Double temperature) {
      this(model, prompt, temperature, List.of());
    }
  }

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
     * @param cachedTokens those of them that the provider had read before; 0 where it does not say
     * @param completionTokens as for {@code promptTokens}
     */
    record Finished(FinishReason reason, int promptTokens, int cachedTokens, int completionTokens)
        implements Completion {
      /** Of a provider that says nothing of what it had read before. */
      public Finished(FinishReason reason, int promptTokens, int completionTokens) {
        this(reason, promptTokens, 0, completionTokens);
      }
    }

    /**
     * The model asks for tools to be called, and to be asked again with what they return. Only
     * where it was told of tools.
     *
     * @param calls one or more, in order; their arguments are not validated
     * @param text what it said before them, which the sink has taken; may be empty
     * @param promptTokens as for {@link Finished}
     * @param cachedTokens likewise
     * @param completionTokens likewise
     */
    record ToolCalls(
        List<Turn.Call> calls,
        String text,
        int promptTokens,
        int cachedTokens,
        int completionTokens)
        implements Completion {
      /** Of a provider that says nothing of what it had read before. */
      public ToolCalls(List<Turn.Call> calls, String text, int promptTokens, int completionTokens) {
        this(calls, text, promptTokens, 0, completionTokens);
      }

      public ToolCalls {
        calls = List.copyOf(calls);
        if (calls.isEmpty()) {
          throw new IllegalArgumentException("calls: none (expected: one or more)");
        }
      }
    }

    /** The provider failed; what the sink took so far stands. */
    record Failed(RunFailure failure) implements Completion {}

    /** The calling thread was interrupted; its interrupt flag is set again. */
    record Interrupted() implements Completion {}
  }
}

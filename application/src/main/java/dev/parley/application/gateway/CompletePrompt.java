package dev.parley.application.gateway;

import dev.parley.application.gateway.Admittance.Admitted;
import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.application.model.CompletionModel.TokenSink;
import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.routing.Choice;
import dev.parley.application.schedule.ModelQueue;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.context.LimitedAnswer;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.quota.RateLimitStatus;
import dev.parley.domain.routing.Model;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers a conversation that the caller brings along by a model that has no gateway, such as the
 * offline one. Safe for use by many threads.
 */
public final class CompletePrompt {
  private final ModelQueue modelQueue;
  private final Admittance admittance;
  private final TokenCounter tokens;

  public CompletePrompt(ModelQueue modelQueue, Admittance admittance, TokenCounter tokens) {
    this.modelQueue = Objects.requireNonNull(modelQueue);
    this.admittance = Objects.requireNonNull(admittance);
    this.tokens = Objects.requireNonNull(tokens);
  }

  /**
   * Lets a conversation in; refused by the caller's limits, and where it does not fit the model.
   *
   * @param turns one of them the user's
   * @param limits where the answer is to end at the latest
   */
  public Outcome<Answering> begin(
      Principal caller, Choice choice, List<Turn> turns, AnswerLimits limits) {
    Model model = choice.served().model();
    int size = turns.stream().mapToInt(turn -> tokens.count(turn.text())).sum();
    if (size > model.promptBudget()) {
      return Outcome.refused(
          new Refusal.Invalid(
              "context_length_exceeded",
              "messages",
              "messages: about "
                  + size
                  + " tokens (expected: at most "
                  + model.promptBudget()
                  + " for model "
                  + model.id()
                  + ")"));
    }
    int answer = Math.min(choice.request().completionTokens(), model.maxOutputTokens());
    Prompt prompt = new Prompt("", List.of(), turns, size);
    return admittance
        .admit(caller, size, answer, model.price())
        .then(admitted -> Outcome.done(new Answering(admitted, choice.served(), prompt, limits)));
  }

  /** An answer that is about to be made. Used once, by one thread. */
  public final class Answering {
    private final Admitted admitted;
    private final Served served;
    private final Prompt prompt;
    private final AnswerLimits limits;

    private Answering(Admitted admitted, Served served, Prompt prompt, AnswerLimits limits) {
      this.admitted = admitted;
      this.served = served;
      this.prompt = prompt;
      this.limits = limits;
    }

    /** How much of the caller's rates is left. */
    public List<RateLimitStatus> limits() {
      return admitted.limits();
    }

    /** Answers; blocks as {@link dev.parley.application.model.CompletionModel#complete} does. */
    public Completion run(TokenSink sink) {
      try {
        return switch (admitted.awaitTurn(modelQueue)) {
          case Outcome.Refused<ModelQueue.Permit> refused ->
              new Completion.Failed(
                  new RunFailure(
                      RunFailure.Code.OVERLOADED, "Too many requests wait for the models."));
          case Outcome.Done<ModelQueue.Permit> permit -> answer(permit.value(), sink);
        };
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Completion.Interrupted();
      } finally {
        admitted.release();
      }
    }

    private Completion answer(ModelQueue.Permit permit, TokenSink sink) {
      LimitedAnswer limited = new LimitedAnswer(limits, tokens);
      StringBuilder said = new StringBuilder();
      TokenSink cut =
          text -> {
            if (!text.isEmpty()) {
              said.append(text);
              sink.accept(text);
            }
          };
      try (permit) {
        Completion completion =
            served
                .completions()
                .complete(
                    new Request(served.model(), prompt, null, List.of(), limits),
                    text -> {
                      cut.accept(limited.accept(text));
                      if (limited.isOver()) {
                        // The model ends as if nobody waited for more of it.
                        Thread.currentThread().interrupt();
                      }
                    });
        if (limited.isOver()) {
          // The interrupt was no one else's.
          Thread.interrupted();
        }
        cut.accept(limited.finish());
        return ended(completion, limited.end(), said);
      }
    }

    /**
     * Settles what was used.
     *
     * @param cut null: no limit was reached
     */
    private Completion ended(Completion completion, @Nullable FinishReason cut, CharSequence said) {
      Model model = served.model();
      switch (completion) {
        case Completion.Finished done -> {
          admitted.settle(
              model.id(),
              model.price(),
              done.promptTokens(),
              done.cachedTokens(),
              done.completionTokens());
          return cut == null
              ? done
              : new Completion.Finished(
                  cut, done.promptTokens(), done.cachedTokens(), done.completionTokens());
        }
        case Completion.ToolCalls calls ->
            throw new IllegalStateException("a call of a tool, without any tool to call");
        case Completion.Failed failed -> {
          settleBegun(said);
          return cut == null ? failed : finished(cut, said);
        }
        case Completion.Interrupted interrupted -> {
          settleBegun(said);
          return cut == null ? interrupted : finished(cut, said);
        }
      }
    }

    private Completion finished(FinishReason cut, CharSequence said) {
      return new Completion.Finished(cut, prompt.tokens(), tokens.count(said));
    }

    private void settleBegun(CharSequence said) {
      if (!said.isEmpty()) {
        Model model = served.model();
        admitted.settle(model.id(), model.price(), prompt.tokens(), 0, tokens.count(said));
      }
    }
  }
}

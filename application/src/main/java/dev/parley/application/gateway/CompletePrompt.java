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
import dev.parley.domain.context.Prompt;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.quota.RateLimitStatus;
import dev.parley.domain.routing.Model;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import java.util.Objects;

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
   */
  public Outcome<Answering> begin(Principal caller, Choice choice, List<Turn> turns) {
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
        .then(admitted -> Outcome.done(new Answering(admitted, choice.served(), prompt)));
  }

  /** An answer that is about to be made. Used once, by one thread. */
  public final class Answering {
    private final Admitted admitted;
    private final Served served;
    private final Prompt prompt;

    private Answering(Admitted admitted, Served served, Prompt prompt) {
      this.admitted = admitted;
      this.served = served;
      this.prompt = prompt;
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
      Model model = served.model();
      StringBuilder said = new StringBuilder();
      try (permit) {
        Completion completion =
            served
                .completions()
                .complete(
                    new Request(model, prompt, null),
                    text -> {
                      said.append(text);
                      sink.accept(text);
                    });
        switch (completion) {
          case Completion.Finished done ->
              admitted.settle(
                  model.id(),
                  model.price(),
                  done.promptTokens(),
                  done.cachedTokens(),
                  done.completionTokens());
          case Completion.ToolCalls calls ->
              throw new IllegalStateException("a call of a tool, without any tool to call");
          case Completion.Failed failed -> settleBegun(said);
          case Completion.Interrupted interrupted -> settleBegun(said);
        }
        return completion;
      }
    }

    private void settleBegun(StringBuilder said) {
      if (!said.isEmpty()) {
        Model model = served.model();
        admitted.settle(model.id(), model.price(), prompt.tokens(), 0, tokens.count(said));
      }
    }
  }
}

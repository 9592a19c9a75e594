package dev.parley.application.conversation;

import dev.parley.application.model.ModelCatalog;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Principal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers the question of a run that failed or was cancelled once more, by a new run. The text that
 * the first one left stays beside the new answer, on a branch of its own.
 */
public final class RetryRun {
  private final Runs runs;
  private final Conversations conversations;
  private final ModelCatalog models;
  private final Turns turns;
  private final UnitOfWork unitOfWork;

  public RetryRun(
      Runs runs,
      Conversations conversations,
      ModelCatalog models,
      Turns turns,
      UnitOfWork unitOfWork) {
    this.runs = Objects.requireNonNull(runs);
    this.conversations = Objects.requireNonNull(conversations);
    this.models = Objects.requireNonNull(models);
    this.turns = Objects.requireNonNull(turns);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  /**
   * What is asked for.
   *
   * @param model null: that of the run, while it is offered
   */
  public record Command(Principal caller, RunId run, @Nullable ModelId model) {}

  /**
   * Refused for a run that is not the caller's, that has not ended, or that was answered or
   * refused; while another message of its conversation is being answered; and for an unknown model.
   */
  public Outcome<AcceptedMessage> retry(Command command) {
    Outcome<Turns.Stored> stored =
        unitOfWork.inTenant(command.caller().tenant(), () -> begin(command));
    return stored.then(run -> Outcome.done(turns.launch(run)));
  }

  private Outcome<Turns.Stored> begin(Command command) {
    Principal caller = command.caller();
    Optional<Run> found = runs.find(caller.tenant(), caller.subject(), command.run());
    if (found.isEmpty()) {
      return Outcome.refused(new Refusal.NotFound("run"));
    }
    Run run = found.get();
    if (!(run.state() instanceof RunState.Failed || run.state() instanceof RunState.Cancelled)) {
      return Outcome.refused(
          new Refusal.Conflict(
              "run_not_retryable", "The run neither failed nor was it cancelled."));
    }
    Optional<Conversation> conversation =
        conversations.lock(caller.tenant(), caller.subject(), run.conversation());
    Optional<Message> question = conversations.message(caller.tenant(), run.question());
    if (conversation.isEmpty() || question.isEmpty()) {
      return Outcome.refused(new Refusal.NotFound("conversation"));
    }
    return turns
        .admit(
            conversation.get(),
            model(command, run),
            question.get().content(),
            TurnFiles.again(turns.files().of(conversation.get()), question.get().id()),
            AnswerLimits.NONE)
        .then(
            admitted ->
                Outcome.done(
                    turns.storeAgain(
                        admitted, turns.branches(admitted.conversation()), question.get())));
  }

  private @Nullable ModelId model(Command command, Run run) {
    if (command.model() != null) {
      return command.model();
    }
    return models.find(run.model()).isPresent() ? run.model() : null;
  }
}

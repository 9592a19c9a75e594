package dev.parley.application.conversation;

import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Principal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with a conversation. When it is done, message and run are stored, and the answer is being
 * generated whether or not anybody watches.
 */
public final class SendMessage {
  private final Conversations conversations;
  private final Turns turns;
  private final UnitOfWork unitOfWork;

  public SendMessage(Conversations conversations, Turns turns, UnitOfWork unitOfWork) {
    this.conversations = Objects.requireNonNull(conversations);
    this.turns = Objects.requireNonNull(turns);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  /**
   * What is asked for.
   *
   * @param model null: the conversation's, the bot's or the default
   */
  public record Command(
      Principal caller, ConversationId conversation, String content, @Nullable ModelId model) {}

  /**
   * Refused for a conversation that is not the caller's, while the message before is being
   * answered, for a blank or oversized message, and for an unknown model.
   */
  public Outcome<AcceptedMessage> send(Command command) {
    Optional<Refusal> refusal = Turns.refusal(command.content());
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    Principal caller = command.caller();
    Outcome<Turns.Stored> stored =
        unitOfWork.inTenant(
            caller.tenant(),
            () ->
                conversations
                    .lock(caller.tenant(), caller.subject(), command.conversation())
                    .map(found -> turns.admit(found, command.model(), command.content()))
                    .orElseGet(() -> Outcome.refused(new Refusal.NotFound("conversation")))
                    .then(admitted -> Outcome.done(turns.store(admitted, command.content()))));
    return stored.then(message -> Outcome.done(turns.launch(message)));
  }
}

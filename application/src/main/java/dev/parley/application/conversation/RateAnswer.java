package dev.parley.application.conversation;

import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Feedback;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.tenant.Principal;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/** Says whether an answer was any good. */
public final class RateAnswer {
  private final Conversations conversations;
  private final Feedbacks feedbacks;
  private final UnitOfWork unitOfWork;
  private final Clock clock;

  public RateAnswer(
      Conversations conversations, Feedbacks feedbacks, UnitOfWork unitOfWork, Clock clock) {
    this.conversations = Objects.requireNonNull(conversations);
    this.feedbacks = Objects.requireNonNull(feedbacks);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Rates an answer, anew if it was rated before. Refused for a conversation that is not the
   * caller's, for a message that is not in it, and for one that no assistant wrote.
   */
  public Outcome<Message> rate(
      Principal caller, ConversationId conversation, MessageId message, Feedback feedback) {
    return unitOfWork.inTenant(
        caller.tenant(),
        () ->
            answer(caller, conversation, message)
                .then(
                    answer -> {
                      feedbacks.put(
                          caller.tenant(), caller.subject(), message, feedback, clock.instant());
                      return Outcome.done(answer);
                    }));
  }

  /** Takes a rating back, if there is one. Refused as {@link #rate} is. */
  public Outcome<Message> retract(
      Principal caller, ConversationId conversation, MessageId message) {
    return unitOfWork.inTenant(
        caller.tenant(),
        () ->
            answer(caller, conversation, message)
                .then(
                    answer -> {
                      feedbacks.remove(caller.tenant(), caller.subject(), message);
                      return Outcome.done(answer);
                    }));
  }

  private Outcome<Message> answer(Principal caller, ConversationId id, MessageId message) {
    Optional<Message> found =
        conversations
            .find(caller.tenant(), caller.subject(), id)
            .flatMap(conversation -> conversations.message(caller.tenant(), message))
            .filter(stored -> stored.conversation().equals(id));
    if (found.isEmpty()) {
      return Outcome.refused(new Refusal.NotFound("message"));
    }
    return found.get().author() == Author.ASSISTANT
        ? Outcome.done(found.get())
        : Outcome.refused(
            new Refusal.Conflict(
                "not_an_answer", "message: no answer (expected: one of the assistant's)"));
  }
}

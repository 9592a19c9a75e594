package dev.parley.application.conversation;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.tenant.Principal;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renames, pins, archives and removes conversations. */
public final class ChangeConversation {
  private final Conversations conversations;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Clock clock;

  public ChangeConversation(
      Conversations conversations, UnitOfWork unitOfWork, Audit audit, Clock clock) {
    this.conversations = Objects.requireNonNull(conversations);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.clock = Objects.requireNonNull(clock);
  }

  /** What is to change; null leaves a value as it is. */
  public record Command(
      Principal caller,
      ConversationId conversation,
      @Nullable String title,
      @Nullable Boolean pinned,
      @Nullable Boolean archived) {}

  /** Refused for a conversation that is not the caller's. */
  public Outcome<Conversation> change(Command command) {
    Principal caller = command.caller();
    return unitOfWork.inTenant(
        caller.tenant(),
        () -> {
          Optional<Conversation> found =
              conversations.lock(caller.tenant(), caller.subject(), command.conversation());
          if (found.isEmpty()) {
            return Outcome.refused(new Refusal.NotFound("conversation"));
          }
          Conversation present = found.get();
          Conversation changed =
              present.changed(
                  command.title() == null ? present.title() : command.title().strip(),
                  command.pinned() == null ? present.pinned() : command.pinned(),
                  command.archived() == null ? present.archived() : command.archived(),
                  clock.instant());
          conversations.update(changed);
          return Outcome.done(changed);
        });
  }

  /**
   * Removes a conversation with its messages and runs. Refused for one that is not the caller's.
   */
  public Outcome<ConversationId> remove(Principal caller, ConversationId id) {
    return unitOfWork.inTenant(
        caller.tenant(),
        () -> {
          if (!conversations.remove(caller.tenant(), caller.subject(), id)) {
            return Outcome.refused(new Refusal.NotFound("conversation"));
          }
          audit.record(caller.tenant(), caller.subject(), AuditAction.CONVERSATION_REMOVED, id);
          return Outcome.done(id);
        });
  }
}

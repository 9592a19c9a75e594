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
import java.util.Set;
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

  /**
   * What is to change; null leaves a value as it is.
   *
   * @param versions of which the conversation must be in one; null: whatever it is in
   */
  public record Command(
      Principal caller,
      ConversationId conversation,
      @Nullable String title,
      @Nullable Boolean pinned,
      @Nullable Boolean archived,
      @Nullable Set<Long> versions) {}

  /**
   * Refused for a conversation that is not the caller's, or in another version than was expected.
   */
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
          if (!isExpected(present, command.versions())) {
            return Outcome.refused(stale(present));
          }
          Conversation changed =
              present.changed(
                  command.title() == null ? present.title() : command.title().strip(),
                  command.pinned() == null ? present.pinned() : command.pinned(),
                  command.archived() == null ? present.archived() : command.archived(),
                  clock.instant());
          conversations.update(changed);
          return Outcome.done(changed.inVersion(present.version() + 1));
        });
  }

  private static boolean isExpected(Conversation present, @Nullable Set<Long> versions) {
    return versions == null || versions.contains(present.version());
  }

  private static Refusal stale(Conversation present) {
    return new Refusal.Conflict(
        "precondition_failed",
        "The conversation was changed meanwhile: it is in version " + present.version() + ".");
  }

  /**
   * Removes a conversation with its messages and runs. Refused for one that is not the caller's, or
   * in another version than was expected.
   *
   * @param versions of which it must be in one; null: whatever it is in
   */
  public Outcome<ConversationId> remove(
      Principal caller, ConversationId id, @Nullable Set<Long> versions) {
    return unitOfWork.inTenant(
        caller.tenant(),
        () -> {
          Optional<Conversation> found = conversations.lock(caller.tenant(), caller.subject(), id);
          if (found.isEmpty()) {
            return Outcome.refused(new Refusal.NotFound("conversation"));
          }
          if (!isExpected(found.get(), versions)) {
            return Outcome.refused(stale(found.get()));
          }
          conversations.remove(caller.tenant(), caller.subject(), id);
          audit.record(caller.tenant(), caller.subject(), AuditAction.CONVERSATION_REMOVED, id);
          return Outcome.done(id);
        });
  }
}

package dev.parley.application.conversation;

import dev.parley.application.attachment.Attachments;
import dev.parley.application.audit.Audit;
import dev.parley.application.audit.AuditedTenant;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Feedback;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows conversations to administrators, whoever's they are, and never without a record of it. */
public final class ReviewConversation {
  private final Conversations conversations;
  private final Attachments attachments;
  private final Feedbacks feedbacks;
  private final AuditedTenant auditedTenant;
  private final UnitOfWork unitOfWork;
  private final Audit audit;

  public ReviewConversation(
      Conversations conversations,
      Attachments attachments,
      Feedbacks feedbacks,
      AuditedTenant auditedTenant,
      UnitOfWork unitOfWork,
      Audit audit) {
    this.conversations = Objects.requireNonNull(conversations);
    this.attachments = Objects.requireNonNull(attachments);
    this.feedbacks = Objects.requireNonNull(feedbacks);
    this.auditedTenant = Objects.requireNonNull(auditedTenant);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
  }

  /**
   * All of a conversation.
   *
   * @param messages oldest first
   * @param files by the message they came with
   * @param feedbacks the owner's
   */
  public record Reviewed(
      Conversation conversation,
      List<Message> messages,
      Map<MessageId, List<Attachment>> files,
      Map<MessageId, Feedback> feedbacks) {
    public Reviewed {
      messages = List.copyOf(messages);
      files = Map.copyOf(files);
      feedbacks = Map.copyOf(feedbacks);
    }
  }

  /**
   * Shows a conversation and records who saw it, in the chain of its tenant. Refused where there is
   * no such tenant for the caller, and no such conversation in it.
   *
   * @param tenant null: the caller's own; another one for platform administrators only
   */
  public Outcome<Reviewed> read(Principal caller, @Nullable TenantId tenant, ConversationId id) {
    return auditedTenant
        .of(caller, tenant)
        .then(reviewed -> unitOfWork.inTenant(reviewed, () -> readRecorded(caller, reviewed, id)));
  }

  private Outcome<Reviewed> readRecorded(Principal caller, TenantId tenant, ConversationId id) {
    return conversations
        .find(tenant, id)
        .map(
            found -> {
              audit.record(tenant, caller.subject(), AuditAction.CONVERSATION_READ, id);
              return Outcome.done(
                  new Reviewed(
                      found,
                      conversations.messages(tenant, id),
                      attachments.of(tenant, id),
                      feedbacks.of(tenant, found.owner(), id)));
            })
        .orElseGet(() -> Outcome.refused(new Refusal.NotFound("conversation")));
  }
}

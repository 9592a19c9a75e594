package dev.parley.application.conversation;

import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Feedback;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** Feedbacks in memory. */
public final class InMemoryFeedbacks implements Feedbacks {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Stored> feedbacks;
  private final Table<Message> messages;

  private record Key(MessageId message, String subject) {}

  private record Stored(Key key, Feedback feedback) {}

  public InMemoryFeedbacks(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.feedbacks = unitOfWork.table("message_feedback");
    this.messages = unitOfWork.table("messages");
  }

  @Override
  public void put(
      TenantId tenant, String subject, MessageId message, Feedback feedback, Instant now) {
    var unused =
        unitOfWork.rowsOf(
            tenant,
            () -> {
              if (messages.find(tenant, message).isEmpty()) {
                throw new IllegalStateException("no such message");
              }
              Key key = new Key(message, subject);
              feedbacks.put(tenant, key, new Stored(key, feedback));
              return key;
            });
  }

  @Override
  public boolean remove(TenantId tenant, String subject, MessageId message) {
    return unitOfWork.rowsOf(tenant, () -> feedbacks.remove(tenant, new Key(message, subject)));
  }

  @Override
  public Map<MessageId, Feedback> of(TenantId tenant, String subject, ConversationId conversation) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            feedbacks.of(tenant).stream()
                .filter(stored -> stored.key().subject().equals(subject))
                .filter(stored -> isOf(tenant, stored.key().message(), conversation))
                .collect(Collectors.toMap(stored -> stored.key().message(), Stored::feedback)));
  }

  private boolean isOf(TenantId tenant, MessageId message, ConversationId conversation) {
    return messages
        .find(tenant, message)
        .filter(found -> found.conversation().equals(conversation))
        .isPresent();
  }
}

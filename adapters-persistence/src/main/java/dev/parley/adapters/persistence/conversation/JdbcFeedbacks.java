package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.application.conversation.Feedbacks;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Feedback;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Rating;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What people say of answers, in PostgreSQL. */
public final class JdbcFeedbacks implements Feedbacks {
  private final JdbcUnitOfWork unitOfWork;

  public JdbcFeedbacks(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public void put(
      TenantId tenant, String subject, MessageId message, Feedback feedback, Instant now) {
    unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.update(
                """
                INSERT INTO message_feedback
                  (tenant_id, message_id, subject, rating, comment, updated_at)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (tenant_id, message_id, subject) DO UPDATE SET
                  rating = excluded.rating, comment = excluded.comment,
                  updated_at = excluded.updated_at
                """,
                tenant.value(),
                message.value(),
                subject,
                feedback.rating(),
                feedback.comment(),
                now));
  }

  @Override
  public boolean remove(TenantId tenant, String subject, MessageId message) {
    return unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    """
                    DELETE FROM message_feedback
                    WHERE tenant_id = ? AND message_id = ? AND subject = ?
                    """,
                    tenant.value(),
                    message.value(),
                    subject))
        > 0;
  }

  @Override
  public Map<MessageId, Feedback> of(TenantId tenant, String subject, ConversationId conversation) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql
                .list(
                    """
                    SELECT f.message_id, f.rating, f.comment
                    FROM messages m
                    JOIN message_feedback f ON f.tenant_id = m.tenant_id AND f.message_id = m.id
                    WHERE m.tenant_id = ? AND m.conversation_id = ? AND f.subject = ?
                    """,
                    JdbcFeedbacks::entry,
                    tenant.value(),
                    conversation.value(),
                    subject)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static Map.Entry<MessageId, Feedback> entry(Row row) {
    return Map.entry(
        new MessageId(row.uuid("message_id")),
        new Feedback(row.constant("rating", Rating.class), row.textOrNull("comment")));
  }
}

package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.application.conversation.Summaries;
import dev.parley.domain.context.ConversationSummary;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;
import java.util.Optional;

/** Summaries in PostgreSQL. */
public final class JdbcSummaries implements Summaries {
  private final JdbcUnitOfWork unitOfWork;

  public JdbcSummaries(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public Optional<ConversationSummary> find(TenantId tenant, ConversationId conversation) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                """
                SELECT text, covered, through, tokens
                FROM conversation_summaries
                WHERE tenant_id = ? AND conversation_id = ?
                """,
                row ->
                    new ConversationSummary(
                        row.text("text"),
                        row.int32("covered"),
                        row.uuid("through"),
                        row.int32("tokens")),
                tenant.value(),
                conversation.value()));
  }

  @Override
  public void keep(TenantId tenant, ConversationId conversation, ConversationSummary summary) {
    var unused =
        unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    """
                    INSERT INTO conversation_summaries
                      (tenant_id, conversation_id, text, covered, through, tokens)
                    SELECT tenant_id, id, ?, ?, ?, ?
                    FROM conversations
                    WHERE tenant_id = ? AND id = ?
                    ON CONFLICT (tenant_id, conversation_id) DO UPDATE
                    SET text = excluded.text, covered = excluded.covered,
                      through = excluded.through, tokens = excluded.tokens
                    """,
                    summary.text(),
                    summary.covered(),
                    summary.through(),
                    summary.tokens(),
                    tenant.value(),
                    conversation.value()));
  }
}

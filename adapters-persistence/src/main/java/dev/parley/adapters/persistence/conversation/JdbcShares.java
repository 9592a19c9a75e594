package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.application.conversation.Shares;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Share;
import dev.parley.domain.conversation.ShareId;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Shares of conversations in PostgreSQL. */
public final class JdbcShares implements Shares {
  private static final String SELECT =
      """
      SELECT tenant_id, id, conversation_id, owner, title, last_message_id, expires_at, created_at
      FROM shares
      """;

  private final JdbcUnitOfWork unitOfWork;

  public JdbcShares(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public void add(Share share, byte[] tokenHash) {
    unitOfWork.rowsOf(
        share.tenant(),
        sql ->
            sql.update(
                """
                INSERT INTO shares
                  (tenant_id, id, conversation_id, owner, title, last_message_id, token_hash,
                   expires_at, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                share.tenant().value(),
                share.id().value(),
                share.conversation().value(),
                share.owner(),
                share.title(),
                share.last().value(),
                tokenHash,
                share.expiresAt(),
                share.createdAt()));
  }

  @Override
  public Optional<Share> findByToken(byte[] tokenHash) {
    return unitOfWork.rowsOfAll(
        sql -> sql.first(SELECT + "WHERE token_hash = ?", JdbcShares::share, tokenHash));
  }

  @Override
  public List<Share> of(TenantId tenant, ConversationId conversation) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.list(
                SELECT + "WHERE tenant_id = ? AND conversation_id = ? ORDER BY created_at, id",
                JdbcShares::share,
                tenant.value(),
                conversation.value()));
  }

  @Override
  public boolean remove(TenantId tenant, ConversationId conversation, ShareId id) {
    return unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    "DELETE FROM shares WHERE tenant_id = ? AND conversation_id = ? AND id = ?",
                    tenant.value(),
                    conversation.value(),
                    id.value()))
        > 0;
  }

  private static Share share(Row row) {
    return new Share(
        new ShareId(row.uuid("id")),
        new TenantId(row.uuid("tenant_id")),
        new ConversationId(row.uuid("conversation_id")),
        row.text("owner"),
        row.text("title"),
        new MessageId(row.uuid("last_message_id")),
        row.instantOrNull("expires_at"),
        row.instant("created_at"));
  }
}

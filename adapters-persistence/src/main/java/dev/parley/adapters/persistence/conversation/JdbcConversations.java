package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.application.conversation.Conversations;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Conversations and messages in PostgreSQL. */
public final class JdbcConversations implements Conversations {
  private static final String SELECT =
      """
      SELECT tenant_id, id, owner, title, mode, bot_id, model, pinned, archived, document_ids,
        dataset_ids, message_count, version, created_at, updated_at
      FROM conversations
      """;

  private static final String SELECT_MESSAGES =
      """
      SELECT id, conversation_id, parent_id, author, content, tokens, model, citations, created_at
      FROM messages
      """;

  /** The owner's conversations that a filter lets through, but for its words. */
  private static final String FILTER =
      """
      WHERE tenant_id = ? AND owner = ?
        AND (?::boolean IS NULL OR archived = ?::boolean)
      """;

  private final JdbcUnitOfWork unitOfWork;

  public JdbcConversations(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public void add(Conversation conversation) {
    unitOfWork.rowsOf(
        conversation.tenant(),
        sql ->
            sql.update(
                """
                INSERT INTO conversations
                  (tenant_id, id, owner, title, mode, bot_id, model, pinned, archived,
                   document_ids, dataset_ids, message_count, version, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                conversation.tenant().value(),
                conversation.id().value(),
                conversation.owner(),
                conversation.title(),
                conversation.mode(),
                conversation.bot() == null ? null : conversation.bot().value(),
                conversation.model() == null ? null : conversation.model().value(),
                conversation.pinned(),
                conversation.archived(),
                SqlArray.uuids(conversation.documents().stream().map(DocumentId::value).toList()),
                SqlArray.uuids(conversation.datasets().stream().map(DatasetId::value).toList()),
                conversation.messageCount(),
                conversation.version(),
                conversation.createdAt(),
                conversation.updatedAt()));
  }

  @Override
  public Optional<Conversation> find(TenantId tenant, ConversationId id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                SELECT + "WHERE tenant_id = ? AND id = ?",
                JdbcConversations::conversation,
                tenant.value(),
                id.value()));
  }

  @Override
  public Optional<Conversation> find(TenantId tenant, String owner, ConversationId id) {
    return find(tenant, owner, id, "");
  }

  @Override
  public Optional<Conversation> lock(TenantId tenant, String owner, ConversationId id) {
    return find(tenant, owner, id, "FOR NO KEY UPDATE");
  }

  private Optional<Conversation> find(
      TenantId tenant, String owner, ConversationId id, String locking) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                SELECT + "WHERE tenant_id = ? AND owner = ? AND id = ? " + locking,
                JdbcConversations::conversation,
                tenant.value(),
                owner,
                id.value()));
  }

  @Override
  public Page<Conversation> list(TenantId tenant, Filter filter, PageRequest page) {
    WordConditions words = WordConditions.of(tenant, filter.text());
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            new Page<>(
                sql.list(
                    SELECT
                        + FILTER
                        + words.conditions()
                        + "ORDER BY updated_at DESC, id DESC LIMIT ? OFFSET ?",
                    JdbcConversations::conversation,
                    filterValues(tenant, filter, words, page.size(), page.offset())),
                sql.count(
                    "SELECT count(*) AS total FROM conversations " + FILTER + words.conditions(),
                    filterValues(tenant, filter, words))));
  }

  private static @Nullable Object[] filterValues(
      TenantId tenant, Filter filter, WordConditions words, Object... more) {
    List<@Nullable Object> values = new ArrayList<>();
    Collections.addAll(values, tenant.value(), filter.owner());
    Collections.addAll(values, filter.archived(), filter.archived());
    values.addAll(words.values());
    Collections.addAll(values, more);
    return values.toArray();
  }

  @Override
  public boolean update(Conversation conversation) {
    return unitOfWork.rowsOf(
            conversation.tenant(),
            sql ->
                sql.update(
                    """
                    UPDATE conversations
                    SET title = ?, pinned = ?, archived = ?, updated_at = ?, version = version + 1
                    WHERE tenant_id = ? AND id = ? AND version = ?
                    """,
                    conversation.title(),
                    conversation.pinned(),
                    conversation.archived(),
                    conversation.updatedAt(),
                    conversation.tenant().value(),
                    conversation.id().value(),
                    conversation.version()))
        > 0;
  }

  @Override
  public boolean remove(TenantId tenant, String owner, ConversationId id) {
    return unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    "DELETE FROM conversations WHERE tenant_id = ? AND owner = ? AND id = ?",
                    tenant.value(),
                    owner,
                    id.value()))
        > 0;
  }

  @Override
  public void append(TenantId tenant, Message message, Instant now) {
    boolean known =
        unitOfWork.rowsOf(
            tenant, sql -> insert(sql, tenant, message, now) || isThere(sql, tenant, message));
    if (!known) {
      throw new IllegalStateException(
          "conversation " + message.conversation() + ": not there (expected: one to append to)");
    }
  }

  /**
   * Counts the message and stores it, unless it is there. Counting locks the conversation, so that
   * ordinals have no gaps.
   */
  private static boolean insert(Sql sql, TenantId tenant, Message message, Instant now) {
    return sql.update(
            """
            WITH counted AS (
              UPDATE conversations
              SET message_count = message_count + 1, updated_at = ?
              WHERE tenant_id = ? AND id = ?
                AND NOT EXISTS (SELECT FROM messages WHERE tenant_id = ? AND id = ?)
              RETURNING tenant_id, id, message_count
            )
            INSERT INTO messages
              (tenant_id, id, conversation_id, ordinal, parent_id, author, content, tokens, model,
               citations, created_at)
            SELECT counted.tenant_id, ?, counted.id, counted.message_count, ?, ?, ?, ?, ?,
              ?::jsonb, ?
            FROM counted
            """,
            now,
            tenant.value(),
            message.conversation().value(),
            tenant.value(),
            message.id().value(),
            message.id().value(),
            message.parent() == null ? null : message.parent().value(),
            message.author(),
            message.content(),
            message.tokens(),
            message.model() == null ? null : message.model().value(),
            CitationsJson.write(message.citations()),
            message.createdAt())
        > 0;
  }

  private static boolean isThere(Sql sql, TenantId tenant, Message message) {
    return sql.first(
            "SELECT id FROM messages WHERE tenant_id = ? AND id = ?",
            row -> row.uuid("id"),
            tenant.value(),
            message.id().value())
        .isPresent();
  }

  @Override
  public List<Message> messages(TenantId tenant, ConversationId conversation) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.list(
                SELECT_MESSAGES + "WHERE tenant_id = ? AND conversation_id = ? ORDER BY ordinal",
                JdbcConversations::message,
                tenant.value(),
                conversation.value()));
  }

  @Override
  public Optional<Message> message(TenantId tenant, MessageId id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                SELECT_MESSAGES + "WHERE tenant_id = ? AND id = ?",
                JdbcConversations::message,
                tenant.value(),
                id.value()));
  }

  private static Conversation conversation(Row row) {
    return new Conversation(
        new ConversationId(row.uuid("id")),
        new TenantId(row.uuid("tenant_id")),
        row.text("owner"),
        row.text("title"),
        row.constant("mode", ConversationMode.class),
        row.uuidOrNull("bot_id") == null ? null : new BotId(row.uuid("bot_id")),
        row.textOrNull("model") == null ? null : new ModelId(row.text("model")),
        row.flag("pinned"),
        row.flag("archived"),
        row.uuids("document_ids").stream().map(DocumentId::new).toList(),
        row.uuids("dataset_ids").stream().map(DatasetId::new).toList(),
        row.int32("message_count"),
        row.int64("version"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  private static Message message(Row row) {
    return new Message(
        new MessageId(row.uuid("id")),
        new ConversationId(row.uuid("conversation_id")),
        row.uuidOrNull("parent_id") == null ? null : new MessageId(row.uuid("parent_id")),
        row.constant("author", Author.class),
        row.text("content"),
        row.int32("tokens"),
        row.textOrNull("model") == null ? null : new ModelId(row.text("model")),
        CitationsJson.read(row.text("citations")),
        row.instant("created_at"));
  }
}

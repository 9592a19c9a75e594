package dev.parley.adapters.persistence.attachment;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.application.attachment.Attachments;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.attachment.AttachmentKind;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Attached files in PostgreSQL. */
public final class JdbcAttachments implements Attachments {
  private static final String SELECT =
      """
      SELECT f.tenant_id, f.id, f.owner, f.filename, f.media_type, f.kind, f.bytes, f.pages,
        f.tokens, f.conversation_id, f.created_at
      FROM files f
      """;

  private final JdbcUnitOfWork unitOfWork;

  public JdbcAttachments(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public boolean add(Attachment attachment, Content content, Allowance allowance) {
    return unitOfWork.rowsOf(
        attachment.tenant(),
        sql -> {
          if (!hasRoom(sql, attachment, allowance)) {
            return false;
          }
          insert(sql, attachment);
          switch (content) {
            case Content.Picture picture ->
                sql.update(
                    "INSERT INTO file_pictures (tenant_id, file_id, bytes) VALUES (?, ?, ?)",
                    attachment.tenant().value(),
                    attachment.id().value(),
                    picture.bytes());
            case Content.Text text -> insert(sql, attachment, text);
          }
          return true;
        });
  }

  /** Those who add files of one owner take turns from here on, or two could take the last room. */
  private static boolean hasRoom(Sql sql, Attachment attachment, Allowance allowance) {
    sql.list(
        "SELECT pg_advisory_xact_lock(hashtextextended('files ' || ? || ' ' || ?, 0))::text AS locked",
        row -> row.text("locked"),
        attachment.tenant().toString(),
        attachment.owner());
    return sql.first(
            """
            SELECT count(*) < ? AND coalesce(sum(bytes), 0) + ? <= ? AS room
            FROM files
            WHERE tenant_id = ? AND owner = ?
            """,
            row -> row.flag("room"),
            allowance.files(),
            attachment.bytes(),
            allowance.bytes(),
            attachment.tenant().value(),
            attachment.owner())
        .orElseThrow();
  }

  private static void insert(Sql sql, Attachment attachment) {
    ConversationId conversation = attachment.conversation();
    sql.update(
        """
        INSERT INTO files
          (tenant_id, id, owner, filename, media_type, kind, bytes, pages, tokens,
           conversation_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        attachment.tenant().value(),
        attachment.id().value(),
        attachment.owner(),
        attachment.filename(),
        attachment.mediaType(),
        attachment.kind(),
        attachment.bytes(),
        attachment.pages(),
        attachment.tokens(),
        conversation == null ? null : conversation.value(),
        attachment.createdAt());
  }

  private static void insert(Sql sql, Attachment attachment, Content.Text text) {
    UUID tenant = attachment.tenant().value();
    UUID file = attachment.id().value();
    sql.update(
        "INSERT INTO file_texts (tenant_id, file_id, text, embedding_model) VALUES (?, ?, ?, ?)",
        tenant,
        file,
        text.text(),
        text.embeddingModel());
    sql.batch(
        """
        INSERT INTO file_pieces
          (tenant_id, file_id, ordinal, id, page, start_offset, end_offset, heading, tokens,
           vector)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        text.pieces(),
        piece -> values(tenant, file, piece));
  }

  private static Object[] values(UUID tenant, UUID file, Embedded piece) {
    ChunkDraft content = piece.chunk().content();
    return new Object[] {
      tenant,
      file,
      content.ordinal(),
      piece.chunk().id().value(),
      content.page(),
      content.span().start(),
      content.span().end(),
      content.heading(),
      content.tokens(),
      piece.vector()
    };
  }

  @Override
  public Optional<Attachment> find(TenantId tenant, String owner, AttachmentId id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                SELECT + "WHERE f.tenant_id = ? AND f.owner = ? AND f.id = ?",
                JdbcAttachments::attachment,
                tenant.value(),
                owner,
                id.value()));
  }

  @Override
  public Page<Attachment> list(TenantId tenant, String owner, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            new Page<>(
                sql.list(
                    SELECT
                        + """
                        WHERE f.tenant_id = ? AND f.owner = ?
                        ORDER BY f.created_at DESC, f.id DESC
                        LIMIT ? OFFSET ?
                        """,
                    JdbcAttachments::attachment,
                    tenant.value(),
                    owner,
                    page.size(),
                    page.offset()),
                sql.count(
                    "SELECT count(*) AS total FROM files WHERE tenant_id = ? AND owner = ?",
                    tenant.value(),
                    owner)));
  }

  @Override
  public List<Attachment> lock(TenantId tenant, String owner, Collection<AttachmentId> ids) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.list(
                SELECT
                    // In one order, so that two who lock several do not wait for each other.
                    + """
                    WHERE f.tenant_id = ? AND f.owner = ? AND f.id = ANY (?)
                    ORDER BY f.id
                    FOR NO KEY UPDATE
                    """,
                JdbcAttachments::attachment,
                tenant.value(),
                owner,
                uuids(ids)));
  }

  @Override
  public void attach(
      TenantId tenant, ConversationId conversation, MessageId message, List<AttachmentId> files) {
    var unused =
        unitOfWork.rowsOf(
            tenant,
            sql -> {
              int bound =
                  sql.update(
                      """
                      UPDATE files
                      SET conversation_id = ?
                      WHERE tenant_id = ? AND id = ANY (?)
                        AND (conversation_id IS NULL OR conversation_id = ?)
                      """,
                      conversation.value(),
                      tenant.value(),
                      uuids(files),
                      conversation.value());
              if (bound < files.size()) {
                throw new IllegalStateException(
                    "files: "
                        + bound
                        + " of "
                        + files.size()
                        + " can be attached (expected: all that were found before)");
              }
              List<Integer> places = new ArrayList<>();
              for (int i = 0; i < files.size(); i++) {
                places.add(i);
              }
              sql.batch(
                  """
                  INSERT INTO message_files (tenant_id, message_id, ordinal, file_id)
                  VALUES (?, ?, ?, ?)
                  """,
                  places,
                  place ->
                      Sql.values(tenant.value(), message.value(), place, files.get(place).value()));
              return bound;
            });
  }

  @Override
  public Map<MessageId, List<Attachment>> of(TenantId tenant, ConversationId conversation) {
    Map<MessageId, List<Attachment>> of = new LinkedHashMap<>();
    unitOfWork
        .rowsOf(
            tenant,
            sql ->
                sql.list(
                    """
                    SELECT f.tenant_id, f.id, f.owner, f.filename, f.media_type, f.kind, f.bytes,
                      f.pages, f.tokens, f.conversation_id, f.created_at, m.message_id
                    FROM files f
                    JOIN message_files m ON m.tenant_id = f.tenant_id AND m.file_id = f.id
                    WHERE f.tenant_id = ? AND f.conversation_id = ?
                    ORDER BY m.message_id, m.ordinal
                    """,
                    row -> Map.entry(new MessageId(row.uuid("message_id")), attachment(row)),
                    tenant.value(),
                    conversation.value()))
        .forEach(
            use -> of.computeIfAbsent(use.getKey(), id -> new ArrayList<>()).add(use.getValue()));
    return of;
  }

  @Override
  public boolean remove(TenantId tenant, String owner, AttachmentId id) {
    return unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    "DELETE FROM files WHERE tenant_id = ? AND owner = ? AND id = ?",
                    tenant.value(),
                    owner,
                    id.value()))
        > 0;
  }

  @Override
  public int removeUnused(Instant before) {
    return unitOfWork.rowsOfAll(
        sql ->
            sql.update(
                """
                DELETE FROM files f
                USING (
                  SELECT tenant_id, id
                  FROM files
                  WHERE conversation_id IS NULL AND created_at < ?
                  FOR UPDATE SKIP LOCKED
                ) AS unused
                WHERE f.tenant_id = unused.tenant_id AND f.id = unused.id
                """,
                before));
  }

  private static SqlArray uuids(Collection<AttachmentId> ids) {
    return SqlArray.uuids(ids.stream().map(AttachmentId::value).toList());
  }

  private static Attachment attachment(Row row) {
    UUID conversation = row.uuidOrNull("conversation_id");
    return new Attachment(
        new AttachmentId(row.uuid("id")),
        new TenantId(row.uuid("tenant_id")),
        row.text("owner"),
        row.text("filename"),
        row.text("media_type"),
        row.constant("kind", AttachmentKind.class),
        row.int64("bytes"),
        row.int32("pages"),
        row.int32("tokens"),
        conversation == null ? null : new ConversationId(conversation),
        row.instant("created_at"));
  }
}

package dev.parley.adapters.persistence.attachment;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.application.attachment.AttachmentContents;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is in attached files, in PostgreSQL. */
public final class JdbcAttachmentContents implements AttachmentContents {
  private final JdbcUnitOfWork unitOfWork;

  public JdbcAttachmentContents(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public Optional<byte[]> picture(TenantId tenant, AttachmentId id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                "SELECT bytes FROM file_pictures WHERE tenant_id = ? AND file_id = ?",
                row -> row.bytes("bytes"),
                tenant.value(),
                id.value()));
  }

  @Override
  public Optional<String> text(TenantId tenant, AttachmentId id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                "SELECT text FROM file_texts WHERE tenant_id = ? AND file_id = ?",
                row -> row.text("text"),
                tenant.value(),
                id.value()));
  }

  /** Text and pieces are written once and together, so that two statements read the same file. */
  @Override
  public List<Embedded> pieces(TenantId tenant, AttachmentId id, String embeddingModel) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            text(tenant, id)
                .map(
                    text ->
                        sql.list(
                            """
                            SELECT p.ordinal, p.id, p.page, p.start_offset, p.end_offset,
                              p.heading, p.tokens,
                              CASE WHEN t.embedding_model = ? THEN p.vector ELSE '' END AS vector
                            FROM file_pieces p
                            JOIN file_texts t
                              ON t.tenant_id = p.tenant_id AND t.file_id = p.file_id
                            WHERE p.tenant_id = ? AND p.file_id = ?
                            ORDER BY p.ordinal
                            """,
                            row -> new Embedded(chunk(row, id, text), row.floats("vector")),
                            embeddingModel,
                            tenant.value(),
                            id.value()))
                .orElse(List.of()));
  }

  private static Chunk chunk(Row row, AttachmentId file, String text) {
    TextSpan span = new TextSpan(row.int32("start_offset"), row.int32("end_offset"));
    return new Chunk(
        new ChunkId(row.uuid("id")),
        new DocumentId(file.value()),
        null,
        new ChunkDraft(
            row.int32("ordinal"),
            row.int32("page"),
            span,
            row.text("heading"),
            span.of(text),
            row.int32("tokens")));
  }
}

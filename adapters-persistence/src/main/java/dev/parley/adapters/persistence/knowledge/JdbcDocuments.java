package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.application.knowledge.Documents;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.WebSource;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Documents in PostgreSQL, with their bytes and their text. */
public final class JdbcDocuments implements Documents {
  private final JdbcUnitOfWork unitOfWork;

  public JdbcDocuments(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public Optional<Document> add(Document document, byte[] content) {
    return unitOfWork.rowsOf(
        document.tenant(),
        sql -> {
          if (!DocumentRows.insert(sql, document)) {
            // Locked, so that it is still there when the caller's unit of work ends.
            return sql.first(
                DocumentRows.SELECT
                    + """
                    WHERE tenant_id = ? AND dataset_id = ? AND content_hash = ?
                      AND source_url IS NULL
                    FOR KEY SHARE
                    """,
                DocumentRows::document,
                document.tenant().value(),
                document.dataset().value(),
                document.contentHash());
          }
          DocumentContents.putBytes(sql, document.tenant(), document.id(), content);
          return Optional.empty();
        });
  }

  @Override
  public Optional<Document> addPage(Document document) {
    WebSource source = Objects.requireNonNull(document.source());
    return unitOfWork.rowsOf(
        document.tenant(),
        sql ->
            DocumentRows.insert(sql, document)
                ? Optional.empty()
                : sql.first(
                    DocumentRows.SELECT
                        + """
                        WHERE tenant_id = ? AND dataset_id = ? AND source_url = ?
                        FOR KEY SHARE
                        """,
                    DocumentRows::document,
                    document.tenant().value(),
                    document.dataset().value(),
                    source.address().toString()));
  }

  @Override
  public boolean replaceContent(Document document, byte[] content) {
    return unitOfWork.rowsOf(
        document.tenant(),
        sql -> {
          WebSource source = Objects.requireNonNull(document.source());
          int changed =
              sql.update(
                  """
                  UPDATE documents
                  SET media_type = ?, bytes = ?, content_hash = ?, source_etag = ?,
                    source_last_modified = ?, fetch_due = ?
                  WHERE tenant_id = ? AND id = ? AND source_url IS NOT NULL
                  """,
                  document.mediaType(),
                  document.bytes(),
                  document.contentHash(),
                  source.validators().etag(),
                  source.validators().lastModified(),
                  source.due(),
                  document.tenant().value(),
                  document.id().value());
          if (changed > 0) {
            DocumentContents.putBytes(sql, document.tenant(), document.id(), content);
          }
          return changed > 0;
        });
  }

  @Override
  public Optional<Document> find(TenantId tenant, DocumentId id) {
    return first(tenant, id, "");
  }

  private Optional<Document> first(TenantId tenant, DocumentId id, String lock) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                DocumentRows.SELECT + "WHERE tenant_id = ? AND id = ? " + lock,
                DocumentRows::document,
                tenant.value(),
                id.value()));
  }

  @Override
  public Optional<Document> hold(TenantId tenant, DocumentId id) {
    return first(tenant, id, "FOR NO KEY UPDATE");
  }

  @Override
  public OptionalLong fence(TenantId tenant, DocumentId id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql
                .list(
                    """
                    UPDATE documents
                    SET fence = fence + 1
                    WHERE tenant_id = ? AND id = ?
                    RETURNING fence
                    """,
                    row -> row.int64("fence"),
                    tenant.value(),
                    id.value())
                .stream()
                .mapToLong(Long::longValue)
                .findFirst());
  }

  @Override
  public void noteEmbedding(TenantId tenant, DocumentId id, Embedding embedding) {
    unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.update(
                """
                UPDATE documents
                SET embedded_chunks = ?, chunks_to_embed = ?
                WHERE tenant_id = ? AND id = ?
                """,
                embedding.embedded(),
                embedding.total(),
                tenant.value(),
                id.value()));
  }

  @Override
  public Optional<Embedding> embedding(TenantId tenant, DocumentId id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                """
                SELECT embedded_chunks, chunks_to_embed
                FROM documents
                WHERE tenant_id = ? AND id = ?
                """,
                row -> new Embedding(row.int32("embedded_chunks"), row.int32("chunks_to_embed")),
                tenant.value(),
                id.value()));
  }

  @Override
  public boolean isFence(TenantId tenant, DocumentId id, long fence) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                    """
                    SELECT fence
                    FROM documents
                    WHERE tenant_id = ? AND id = ? AND fence = ?
                    FOR NO KEY UPDATE
                    """,
                    row -> row.int64("fence"),
                    tenant.value(),
                    id.value(),
                    fence)
                .isPresent());
  }

  @Override
  public Page<Document> list(TenantId tenant, DatasetId dataset, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            new Page<>(
                sql.list(
                    DocumentRows.SELECT
                        + """
                        WHERE tenant_id = ? AND dataset_id = ?
                        ORDER BY created_at DESC, id DESC
                        LIMIT ? OFFSET ?
                        """,
                    DocumentRows::document,
                    tenant.value(),
                    dataset.value(),
                    page.size(),
                    page.offset()),
                sql.count(
                    """
                    SELECT count(*) AS total
                    FROM documents
                    WHERE tenant_id = ? AND dataset_id = ?
                    """,
                    tenant.value(),
                    dataset.value())));
  }

  @Override
  public List<DocumentId> idsOf(TenantId tenant, DatasetId dataset) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.list(
                "SELECT id FROM documents WHERE tenant_id = ? AND dataset_id = ?",
                row -> new DocumentId(row.uuid("id")),
                tenant.value(),
                dataset.value()));
  }

  @Override
  public boolean update(Document document) {
    return unitOfWork.rowsOf(document.tenant(), sql -> DocumentRows.update(sql, document, null));
  }

  @Override
  public boolean advance(Document document, long fence) {
    return unitOfWork.rowsOf(document.tenant(), sql -> DocumentRows.update(sql, document, fence));
  }

  @Override
  public boolean describe(Document document) {
    return unitOfWork.rowsOf(
            document.tenant(),
            sql ->
                sql.update(
                    """
                    UPDATE documents
                    SET title = ?, tags = ?, updated_at = ?,
                      chunk_revision = chunk_revision + CASE WHEN tags = ? THEN 0 ELSE 1 END
                    WHERE tenant_id = ? AND id = ?
                    """,
                    document.title(),
                    SqlArray.texts(document.tags()),
                    document.updatedAt(),
                    SqlArray.texts(document.tags()),
                    document.tenant().value(),
                    document.id().value()))
        > 0;
  }

  @Override
  public Optional<byte[]> content(TenantId tenant, DocumentId id) {
    return unitOfWork.rowsOf(tenant, sql -> DocumentContents.bytes(sql, tenant, id));
  }

  @Override
  public void storeText(TenantId tenant, DocumentId id, ExtractedText text) {
    unitOfWork.rowsOf(tenant, sql -> DocumentContents.putText(sql, tenant, id, text));
  }

  @Override
  public Optional<ExtractedText> text(TenantId tenant, DocumentId id) {
    return unitOfWork.rowsOf(tenant, sql -> DocumentContents.text(sql, tenant, id));
  }

  @Override
  public boolean remove(TenantId tenant, DocumentId id) {
    return unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    "DELETE FROM documents WHERE tenant_id = ? AND id = ?",
                    tenant.value(),
                    id.value()))
        > 0;
  }

  @Override
  public Map<DocumentId, Long> indexedRevisions(TenantId tenant) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql
                .list(
                    """
                    SELECT d.id, d.chunk_revision
                    FROM documents d
                    WHERE d.tenant_id = ?
                      AND EXISTS (
                        SELECT FROM chunks c
                        WHERE c.tenant_id = d.tenant_id AND c.document_id = d.id)
                    """,
                    row -> Map.entry(new DocumentId(row.uuid("id")), row.int64("chunk_revision")),
                    tenant.value())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}

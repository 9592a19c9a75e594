package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.application.knowledge.Drafts;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Drafts in PostgreSQL. They go with their document. */
public final class JdbcDrafts implements Drafts {
  private final JdbcUnitOfWork unitOfWork;

  public JdbcDrafts(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public Optional<ExtractedText> text(TenantId tenant, DocumentId document, Source source) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                """
                SELECT text, page_starts, markup
                FROM draft_texts
                WHERE tenant_id = ? AND document_id = ? AND content_hash = ? AND media_type = ?
                """,
                DocumentRows::extractedText,
                tenant.value(),
                document.value(),
                source.contentHash(),
                source.mediaType()));
  }

  @Override
  public void keepText(TenantId tenant, DocumentId document, Source source, ExtractedText text) {
    unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.update(
                """
                INSERT INTO draft_texts
                  (tenant_id, document_id, content_hash, media_type, text, page_starts, markup)
                SELECT tenant_id, id, ?, ?, ?, ?, ?
                FROM documents
                WHERE tenant_id = ? AND id = ?
                FOR KEY SHARE
                ON CONFLICT (tenant_id, document_id) DO UPDATE
                SET content_hash = excluded.content_hash,
                  media_type = excluded.media_type,
                  text = excluded.text,
                  page_starts = excluded.page_starts,
                  markup = excluded.markup
                """,
                source.contentHash(),
                source.mediaType(),
                text.text(),
                SqlArray.ints(text.pageStarts()),
                text.markup(),
                tenant.value(),
                document.value()));
  }

  @Override
  public Map<String, float[]> vectors(TenantId tenant, DocumentId document, String embeddingModel) {
    return unitOfWork
        .rowsOf(
            tenant,
            sql ->
                sql.list(
                    """
                    SELECT text_hash, vector
                    FROM draft_vectors
                    WHERE tenant_id = ? AND document_id = ? AND model = ?
                    """,
                    row -> Map.entry(row.text("text_hash"), row.floats("vector")),
                    tenant.value(),
                    document.value(),
                    embeddingModel))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public void keepVectors(
      TenantId tenant, DocumentId document, String embeddingModel, List<Vector> vectors) {
    unitOfWork.rowsOf(
        tenant,
        sql -> {
          sql.batch(
              """
              INSERT INTO draft_vectors (tenant_id, document_id, model, text_hash, vector)
              SELECT tenant_id, id, ?, ?, ?
              FROM documents
              WHERE tenant_id = ? AND id = ?
              FOR KEY SHARE
              ON CONFLICT DO NOTHING
              """,
              vectors,
              vector ->
                  Sql.values(
                      embeddingModel,
                      vector.textHash(),
                      vector.vector(),
                      tenant.value(),
                      document.value()));
          return document;
        });
  }

  @Override
  public void drop(TenantId tenant, DocumentId document) {
    unitOfWork.rowsOf(
        tenant,
        sql -> {
          sql.update(
              "DELETE FROM draft_vectors WHERE tenant_id = ? AND document_id = ?",
              tenant.value(),
              document.value());
          return sql.update(
              "DELETE FROM draft_texts WHERE tenant_id = ? AND document_id = ?",
              tenant.value(),
              document.value());
        });
  }
}

package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.application.knowledge.Chunks.Beside;
import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what an index holds of a document: the chunks of its editions, as of one moment. */
final class IndexedChunks {
  private static final DocumentChunks NONE = new DocumentChunks(0, "", List.of(), List.of());

  private IndexedChunks() {}

  /** Everything of a document that an index holds; no chunks if there are none. */
  static DocumentChunks of(Sql sql, TenantId tenant, DocumentId document) {
    return sql.first(
            // Held, so that revision and chunks are of one moment.
            """
            SELECT d.chunk_revision, coalesce(d.embedding_model, '') AS embedding_model,
              d.tags, d.language, d.created_at, s.edition, r.edition AS beside
            FROM documents d
            JOIN datasets s ON s.tenant_id = d.tenant_id AND s.id = d.dataset_id
            LEFT JOIN reindexings r
              ON r.tenant_id = s.tenant_id AND r.dataset_id = s.id AND r.status = 'building'
            WHERE d.tenant_id = ? AND d.id = ?
            FOR SHARE OF d
            """,
            Head::of,
            tenant.value(),
            document.value())
        .map(head -> withChunks(sql, tenant, document, head))
        .orElse(NONE);
  }

  /** What is known of a document's chunks without looking at them. */
  private record Head(
      long revision,
      String embeddingModel,
      List<String> tags,
      @Nullable Language language,
      Instant createdAt,
      EditionId shown,
      @Nullable EditionId beside) {
    static Head of(Row row) {
      UUID beside = row.uuidOrNull("beside");
      return new Head(
          row.int64("chunk_revision"),
          row.text("embedding_model"),
          row.texts("tags"),
          DocumentRows.language(row),
          row.instant("created_at"),
          new EditionId(row.uuid("edition")),
          beside == null ? null : new EditionId(beside));
    }

    DocumentChunks document(List<Embedded> chunks, @Nullable Beside made) {
      return new DocumentChunks(revision, embeddingModel, tags, language, createdAt, chunks, made);
    }
  }

  private static DocumentChunks withChunks(
      Sql sql, TenantId tenant, DocumentId document, Head head) {
    List<Embedded> shown =
        sql.list(
            """
            SELECT c.id, c.document_id, c.edition AS dataset_id, c.ordinal, c.page,
              c.start_offset, c.end_offset, c.heading, c.text, c.tokens, e.vector
            FROM chunks c
            JOIN chunk_embeddings e
              ON e.tenant_id = c.tenant_id AND e.chunk_id = c.id AND e.model = ?
            WHERE c.tenant_id = ? AND c.document_id = ? AND c.edition = ?
            ORDER BY c.ordinal
            """,
            row -> new Embedded(ChunkRows.chunk(row), row.floats("vector")),
            head.embeddingModel(),
            tenant.value(),
            document.value(),
            head.shown().value());
    EditionId edition = head.beside();
    return head.document(shown, edition == null ? null : beside(sql, tenant, document, edition));
  }

  /** Null where there are none: an edition of a document is embedded by one model. */
  private static @Nullable Beside beside(
      Sql sql, TenantId tenant, DocumentId document, EditionId edition) {
    List<Map.Entry<String, Embedded>> made =
        sql.list(
            """
            SELECT c.id, c.document_id, c.edition AS dataset_id, c.ordinal, c.page,
              c.start_offset, c.end_offset, c.heading, c.text, c.tokens, e.vector, e.model
            FROM chunks c
            JOIN chunk_embeddings e ON e.tenant_id = c.tenant_id AND e.chunk_id = c.id
            WHERE c.tenant_id = ? AND c.document_id = ? AND c.edition = ?
            ORDER BY c.ordinal
            """,
            row ->
                Map.entry(
                    row.text("model"), new Embedded(ChunkRows.chunk(row), row.floats("vector"))),
            tenant.value(),
            document.value(),
            edition.value());
    return made.isEmpty()
        ? null
        : new Beside(made.getFirst().getKey(), made.stream().map(Map.Entry::getValue).toList());
  }
}

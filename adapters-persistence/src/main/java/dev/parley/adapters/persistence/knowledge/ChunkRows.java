package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.tenant.TenantId;
import java.util.List;

/** How chunks and their vectors stand in the tables. */
final class ChunkRows {
  private ChunkRows() {}

  static Chunk chunk(Row row) {
    return new Chunk(
        new ChunkId(row.uuid("id")),
        new DocumentId(row.uuid("document_id")),
        new DatasetId(row.uuid("dataset_id")),
        new ChunkDraft(
            row.int32("ordinal"),
            row.int32("page"),
            new TextSpan(row.int32("start_offset"), row.int32("end_offset")),
            row.text("heading"),
            row.text("text"),
            row.int32("tokens")));
  }

  /** Puts the chunks of a document in place of those that it has in an edition. */
  static void replace(
      Sql sql,
      TenantId tenant,
      DocumentId document,
      EditionId edition,
      String embeddingModel,
      List<Embedded> chunks) {
    sql.update(
        "DELETE FROM chunks WHERE tenant_id = ? AND document_id = ? AND edition = ?",
        tenant.value(),
        document.value(),
        edition.value());
    insert(sql, tenant, document, edition, chunks);
    insertVectors(sql, tenant, embeddingModel, chunks);
  }

  private static void insert(
      Sql sql, TenantId tenant, DocumentId document, EditionId edition, List<Embedded> chunks) {
    sql.batch(
        """
        INSERT INTO chunks
          (tenant_id, id, document_id, edition, ordinal, page, start_offset, end_offset, heading,
           text, tokens)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        chunks,
        embedded -> {
          ChunkDraft content = embedded.chunk().content();
          return Sql.values(
              tenant.value(),
              embedded.chunk().id().value(),
              document.value(),
              edition.value(),
              content.ordinal(),
              content.page(),
              content.span().start(),
              content.span().end(),
              content.heading(),
              content.text(),
              content.tokens());
        });
  }

  private static void insertVectors(
      Sql sql, TenantId tenant, String embeddingModel, List<Embedded> chunks) {
    sql.batch(
        """
        INSERT INTO chunk_embeddings (tenant_id, chunk_id, model, dimension, vector, text_hash)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        chunks,
        embedded ->
            Sql.values(
                tenant.value(),
                embedded.chunk().id().value(),
                embeddingModel,
                embedded.vector().length,
                embedded.vector(),
                TextHash.of(embedded.chunk().content().searchableText())));
  }
}

package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is noted of the documents of an edition that is being built: which were taken, and which are
 * in it.
 */
final class EditionDocuments {
  /** Documents of a dataset, as d, that have chunks in the edition that searches see. */
  private static final String SHOWN =
      """
      FROM documents d
      JOIN datasets s ON s.tenant_id = d.tenant_id AND s.id = d.dataset_id
      WHERE d.tenant_id = ? AND d.dataset_id = ?
        AND EXISTS (
          SELECT FROM chunks c
          WHERE c.tenant_id = d.tenant_id AND c.document_id = d.id AND c.edition = s.edition)
      """;

  private EditionDocuments() {}

  /** How many documents have chunks that searches see. */
  static int countShown(Sql sql, TenantId tenant, DatasetId dataset) {
    return (int) sql.count("SELECT count(*) AS total " + SHOWN, tenant.value(), dataset.value());
  }

  /** How many of those that searches see are not in the edition. */
  static int countWaiting(Sql sql, Reindexing reindexing) {
    return (int)
        sql.count(
            "SELECT count(*) AS total "
                + SHOWN
                + """
                  AND NOT EXISTS (
                    SELECT FROM edition_documents e
                    WHERE e.tenant_id = d.tenant_id AND e.document_id = d.id
                      AND e.edition = ? AND e.made_at IS NOT NULL)
                """,
            reindexing.tenant().value(),
            reindexing.dataset().value(),
            reindexing.edition().value());
  }

  /** How many are in the edition as was asked for. */
  static int countDone(Sql sql, Reindexing reindexing) {
    return (int)
        sql.count(
            """
            SELECT count(*) AS total
            FROM edition_documents
            WHERE tenant_id = ? AND dataset_id = ? AND edition = ?
              AND made_at IS NOT NULL AND NOT failed
            """,
            reindexing.tenant().value(),
            reindexing.dataset().value(),
            reindexing.edition().value());
  }

  /** Those that are in the edition otherwise than was asked for. */
  static List<DocumentId> failed(Sql sql, Reindexing reindexing) {
    return sql.list(
        """
        SELECT document_id
        FROM edition_documents
        WHERE tenant_id = ? AND dataset_id = ? AND edition = ? AND failed
        ORDER BY document_id
        """,
        row -> new DocumentId(row.uuid("document_id")),
        reindexing.tenant().value(),
        reindexing.dataset().value(),
        reindexing.edition().value());
  }

  /** How many are taken and not done, of each edition that is being built. */
  static Map<EditionId, Integer> countTaken(Sql sql) {
    return sql
        .list(
            """
            SELECT e.edition, count(*) AS documents
            FROM edition_documents e
            JOIN reindexings r
              ON r.tenant_id = e.tenant_id AND r.dataset_id = e.dataset_id
                AND r.edition = e.edition AND r.status = 'building'
            WHERE e.made_at IS NULL
            GROUP BY e.edition
            """,
            row -> Map.entry(new EditionId(row.uuid("edition")), row.int32("documents")))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  static boolean isMade(Sql sql, TenantId tenant, DocumentId document) {
    return sql.count(
            """
            SELECT count(*) AS total
            FROM edition_documents e
            JOIN reindexings r
              ON r.tenant_id = e.tenant_id AND r.dataset_id = e.dataset_id
                AND r.edition = e.edition AND r.status = 'building'
            WHERE e.tenant_id = ? AND e.document_id = ? AND e.made_at IS NOT NULL
            """,
            tenant.value(),
            document.value())
        > 0;
  }

  static List<DocumentId> take(Sql sql, Reindexing reindexing, int most) {
    return sql.list(
        "INSERT INTO edition_documents"
            + " (tenant_id, document_id, dataset_id, edition, chunks, tokens, failed)"
            + " SELECT d.tenant_id, d.id, d.dataset_id, ?, 0, 0, false "
            + SHOWN
            + """
              AND d.status IN ('indexed', 'failed')
              AND NOT EXISTS (
                SELECT FROM edition_documents e
                WHERE e.tenant_id = d.tenant_id AND e.document_id = d.id)
            ORDER BY d.id
            LIMIT ?
            ON CONFLICT DO NOTHING
            RETURNING document_id
            """,
        row -> new DocumentId(row.uuid("document_id")),
        reindexing.edition().value(),
        reindexing.tenant().value(),
        reindexing.dataset().value(),
        most);
  }

  static Optional<Instant> lastMade(Sql sql, Reindexing reindexing) {
    return sql.first(
        """
        SELECT made_at
        FROM edition_documents
        WHERE tenant_id = ? AND dataset_id = ? AND edition = ? AND made_at IS NOT NULL
        ORDER BY made_at DESC
        LIMIT 1
        """,
        row -> row.instant("made_at"),
        reindexing.tenant().value(),
        reindexing.dataset().value(),
        reindexing.edition().value());
  }

  /** Drops what is noted of a document, with its chunks in an edition that is being built. */
  static int forget(Sql sql, TenantId tenant, DocumentId document) {
    int chunks =
        sql.update(
            """
            DELETE FROM chunks c
            USING edition_documents e
            JOIN reindexings r
              ON r.tenant_id = e.tenant_id AND r.dataset_id = e.dataset_id
                AND r.edition = e.edition AND r.status = 'building'
            WHERE e.tenant_id = ? AND e.document_id = ?
              AND c.tenant_id = e.tenant_id AND c.document_id = e.document_id
              AND c.edition = e.edition
            """,
            tenant.value(),
            document.value());
    if (chunks > 0) {
      sql.update(
          """
          UPDATE documents
          SET chunk_revision = chunk_revision + 1
          WHERE tenant_id = ? AND id = ?
          """,
          tenant.value(),
          document.value());
    }
    return sql.update(
        "DELETE FROM edition_documents WHERE tenant_id = ? AND document_id = ?",
        tenant.value(),
        document.value());
  }

  /** Drops what is noted of other editions of the dataset. */
  static void dropOthers(Sql sql, Reindexing reindexing) {
    sql.update(
        """
        DELETE FROM edition_documents
        WHERE tenant_id = ? AND dataset_id = ? AND edition <> ?
        """,
        reindexing.tenant().value(),
        reindexing.dataset().value(),
        reindexing.edition().value());
  }

  /** Copies what is noted to the rows of the documents, and drops it but for failures. */
  static int adopt(Sql sql, Reindexing reindexing) {
    sql.update(
        """
        UPDATE documents d
        SET chunks = e.chunks, tokens = e.tokens, embedding_model = e.embedding_model
        FROM edition_documents e
        WHERE e.tenant_id = ? AND e.dataset_id = ? AND e.edition = ?
          AND e.made_at IS NOT NULL
          AND d.tenant_id = e.tenant_id AND d.id = e.document_id
        """,
        reindexing.tenant().value(),
        reindexing.dataset().value(),
        reindexing.edition().value());
    return sql.update(
        """
        DELETE FROM edition_documents
        WHERE tenant_id = ? AND dataset_id = ? AND edition = ? AND NOT failed
        """,
        reindexing.tenant().value(),
        reindexing.dataset().value(),
        reindexing.edition().value());
  }
}

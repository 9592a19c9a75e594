package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.application.knowledge.Reindexings;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reindexings in PostgreSQL. They go with their dataset, and what is noted with its document. */
public final class JdbcReindexings implements Reindexings {
  private static final String SELECT =
      """
      SELECT r.tenant_id, r.dataset_id, r.edition, r.embedding_model, r.chunk_size,
        r.chunk_overlap, r.chunk_strategy, r.status, r.documents, r.done, r.requested_at,
        r.ended_at, r.leftovers_from
      FROM reindexings r
      """;

  private final JdbcUnitOfWork unitOfWork;

  public JdbcReindexings(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public Optional<Reindexing> find(TenantId tenant, DatasetId dataset) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                    SELECT + "WHERE r.tenant_id = ? AND r.dataset_id = ?",
                    JdbcReindexings::reindexing,
                    tenant.value(),
                    dataset.value())
                .map(stored -> counted(sql, stored)));
  }

  private static Reindexing counted(Sql sql, Reindexing stored) {
    List<DocumentId> failures = EditionDocuments.failed(sql, stored);
    if (!stored.isBuilding()) {
      return with(stored, stored.documents(), stored.done(), failures);
    }
    int done = EditionDocuments.countDone(sql, stored);
    int waiting = EditionDocuments.countWaiting(sql, stored);
    return with(stored, waiting + done + failures.size(), done, failures);
  }

  private static Reindexing with(
      Reindexing reindexing, int documents, int done, List<DocumentId> failures) {
    return new Reindexing(
        reindexing.tenant(),
        reindexing.dataset(),
        reindexing.edition(),
        reindexing.embeddingModel(),
        reindexing.chunking(),
        reindexing.status(),
        documents,
        done,
        failures,
        reindexing.requestedAt(),
        reindexing.endedAt(),
        reindexing.leftoversFrom());
  }

  @Override
  public void put(Reindexing reindexing) {
    unitOfWork.rowsOf(
        reindexing.tenant(),
        sql -> {
          EditionDocuments.dropOthers(sql, reindexing);
          return sql.update(
              """
              INSERT INTO reindexings
                (tenant_id, dataset_id, edition, embedding_model, chunk_size, chunk_overlap,
                 chunk_strategy, status, documents, done, requested_at, ended_at, leftovers_from)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              ON CONFLICT (tenant_id, dataset_id) DO UPDATE
              SET edition = excluded.edition,
                embedding_model = excluded.embedding_model,
                chunk_size = excluded.chunk_size,
                chunk_overlap = excluded.chunk_overlap,
                chunk_strategy = excluded.chunk_strategy,
                status = excluded.status,
                documents = excluded.documents,
                done = excluded.done,
                requested_at = excluded.requested_at,
                ended_at = excluded.ended_at,
                leftovers_from = excluded.leftovers_from
              """,
              reindexing.tenant().value(),
              reindexing.dataset().value(),
              reindexing.edition().value(),
              reindexing.embeddingModel(),
              reindexing.chunking().size(),
              reindexing.chunking().overlap(),
              reindexing.chunking().strategy(),
              reindexing.status(),
              reindexing.documents(),
              reindexing.done(),
              reindexing.requestedAt(),
              reindexing.endedAt(),
              reindexing.leftoversFrom());
        });
  }

  @Override
  public int documentsShown(TenantId tenant, DatasetId dataset) {
    return unitOfWork.rowsOf(tenant, sql -> EditionDocuments.countShown(sql, tenant, dataset));
  }

  @Override
  public List<Place> unfinished(Instant now, int most) {
    return unitOfWork.rowsOfAll(
        sql ->
            sql.list(
                """
                SELECT tenant_id, dataset_id
                FROM reindexings
                WHERE status = 'building' OR leftovers_from <= ?
                ORDER BY random()
                LIMIT ?
                """,
                row ->
                    new Place(
                        new TenantId(row.uuid("tenant_id")), new DatasetId(row.uuid("dataset_id"))),
                now,
                most));
  }

  @Override
  public Map<EditionId, Integer> taken() {
    return unitOfWork.rowsOfAll(EditionDocuments::countTaken);
  }

  @Override
  public boolean isMade(TenantId tenant, DocumentId document) {
    return unitOfWork.rowsOf(tenant, sql -> EditionDocuments.isMade(sql, tenant, document));
  }

  @Override
  public Optional<Reindexing> takenFor(TenantId tenant, DocumentId document) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                SELECT
                    + """
                    JOIN edition_documents e
                      ON e.tenant_id = r.tenant_id AND e.dataset_id = r.dataset_id
                        AND e.edition = r.edition
                    WHERE e.tenant_id = ? AND e.document_id = ? AND e.made_at IS NULL
                      AND r.status = 'building'
                    """,
                JdbcReindexings::reindexing,
                tenant.value(),
                document.value()));
  }

  @Override
  public List<DocumentId> take(Reindexing reindexing, int most) {
    return unitOfWork.rowsOf(
        reindexing.tenant(), sql -> EditionDocuments.take(sql, reindexing, most));
  }

  @Override
  public void made(
      Reindexing reindexing,
      DocumentId document,
      String embeddingModel,
      int chunks,
      long tokens,
      boolean failed,
      Instant now) {
    unitOfWork.rowsOf(
        reindexing.tenant(),
        sql ->
            sql.update(
                """
                UPDATE edition_documents
                SET made_at = ?, embedding_model = ?, chunks = ?, tokens = ?, failed = ?
                WHERE tenant_id = ? AND document_id = ? AND edition = ?
                """,
                now,
                embeddingModel,
                chunks,
                tokens,
                failed,
                reindexing.tenant().value(),
                document.value(),
                reindexing.edition().value()));
  }

  @Override
  public Optional<Instant> lastMade(Reindexing reindexing) {
    return unitOfWork.rowsOf(
        reindexing.tenant(), sql -> EditionDocuments.lastMade(sql, reindexing));
  }

  @Override
  public void forget(TenantId tenant, DocumentId document) {
    unitOfWork.rowsOf(tenant, sql -> EditionDocuments.forget(sql, tenant, document));
  }

  @Override
  public void adopt(Reindexing reindexing) {
    unitOfWork.rowsOf(reindexing.tenant(), sql -> EditionDocuments.adopt(sql, reindexing));
  }

  private static Reindexing reindexing(Row row) {
    return new Reindexing(
        new TenantId(row.uuid("tenant_id")),
        new DatasetId(row.uuid("dataset_id")),
        new EditionId(row.uuid("edition")),
        row.text("embedding_model"),
        new ChunkingSettings(
            row.int32("chunk_size"),
            row.int32("chunk_overlap"),
            row.constant("chunk_strategy", ChunkingStrategy.class)),
        row.constant("status", Reindexing.Status.class),
        row.int32("documents"),
        row.int32("done"),
        List.of(),
        row.instant("requested_at"),
        row.instantOrNull("ended_at"),
        row.instantOrNull("leftovers_from"));
  }
}

package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.adapters.persistence.transaction.TenantRows;
import dev.parley.application.knowledge.Datasets;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Datasets in PostgreSQL. */
public final class JdbcDatasets implements Datasets {
  private static final String SELECT =
      """
      SELECT tenant_id, id, name, description, tags, embedding_model, chunk_size, chunk_overlap,
        chunk_strategy, edition, created_at, updated_at
      FROM datasets
      """;

  private final JdbcUnitOfWork unitOfWork;
  private final TenantRows<Dataset> rows;

  public JdbcDatasets(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.rows = new TenantRows<>(unitOfWork, "datasets", SELECT, JdbcDatasets::dataset);
  }

  @Override
  public void add(Dataset dataset) {
    unitOfWork.rowsOf(
        dataset.tenant(),
        sql ->
            sql.update(
                """
                INSERT INTO datasets
                  (tenant_id, id, name, description, tags, embedding_model, chunk_size,
                   chunk_overlap, chunk_strategy, edition, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                dataset.tenant().value(),
                dataset.id().value(),
                dataset.name(),
                dataset.description(),
                SqlArray.texts(dataset.tags()),
                dataset.embeddingModel(),
                dataset.chunking().size(),
                dataset.chunking().overlap(),
                dataset.chunking().strategy(),
                dataset.edition().value(),
                dataset.createdAt(),
                dataset.updatedAt()));
  }

  @Override
  public Optional<Dataset> find(TenantId tenant, DatasetId id) {
    return rows.find(tenant, id.value());
  }

  @Override
  public Page<Dataset> list(TenantId tenant, PageRequest page) {
    return rows.newestFirst(tenant, page);
  }

  @Override
  public boolean update(Dataset dataset) {
    return unitOfWork.rowsOf(
            dataset.tenant(),
            sql ->
                sql.update(
                    """
                    UPDATE datasets
                    SET name = ?, description = ?, tags = ?, embedding_model = ?, chunk_size = ?,
                      chunk_overlap = ?, chunk_strategy = ?, edition = ?, updated_at = ?
                    WHERE tenant_id = ? AND id = ?
                    """,
                    dataset.name(),
                    dataset.description(),
                    SqlArray.texts(dataset.tags()),
                    dataset.embeddingModel(),
                    dataset.chunking().size(),
                    dataset.chunking().overlap(),
                    dataset.chunking().strategy(),
                    dataset.edition().value(),
                    dataset.updatedAt(),
                    dataset.tenant().value(),
                    dataset.id().value()))
        > 0;
  }

  @Override
  public Optional<Dataset> hold(TenantId tenant, DatasetId id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                SELECT + "WHERE tenant_id = ? AND id = ? FOR NO KEY UPDATE",
                JdbcDatasets::dataset,
                tenant.value(),
                id.value()));
  }

  @Override
  public Optional<EditionId> keepEdition(TenantId tenant, DatasetId id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                "SELECT edition FROM datasets WHERE tenant_id = ? AND id = ? FOR SHARE",
                row -> new EditionId(row.uuid("edition")),
                tenant.value(),
                id.value()));
  }

  /** An edition, and whether there is something beside those that are seen. */
  private record Seen(EditionId edition, String model, boolean alone) {
    static Seen of(Row row) {
      return new Seen(
          new EditionId(row.uuid("edition")), row.text("embedding_model"), row.flag("alone"));
    }
  }

  @Override
  public Shown shown(TenantId tenant, Set<DatasetId> datasets) {
    List<Seen> seen =
        unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.list(
                    """
                    SELECT edition, embedding_model,
                      NOT EXISTS (
                        SELECT FROM reindexings r
                        WHERE r.tenant_id = d.tenant_id
                          AND (r.status = 'building' OR r.leftovers_from IS NOT NULL)) AS alone
                    FROM datasets d
                    WHERE tenant_id = ? AND (? OR id = ANY (?))
                    """,
                    Seen::of,
                    tenant.value(),
                    datasets.isEmpty(),
                    SqlArray.uuids(datasets.stream().map(DatasetId::value).toList())));
    return new Shown(
        seen.stream().collect(Collectors.toMap(Seen::edition, Seen::model)),
        seen.stream().allMatch(Seen::alone));
  }

  @Override
  public boolean remove(TenantId tenant, DatasetId id) {
    return rows.remove(tenant, id.value());
  }

  private static Dataset dataset(Row row) {
    return new Dataset(
        new DatasetId(row.uuid("id")),
        new TenantId(row.uuid("tenant_id")),
        row.text("name"),
        row.text("description"),
        row.texts("tags"),
        row.text("embedding_model"),
        new ChunkingSettings(
            row.int32("chunk_size"),
            row.int32("chunk_overlap"),
            row.constant("chunk_strategy", ChunkingStrategy.class)),
        new EditionId(row.uuid("edition")),
        row.instant("created_at"),
        row.instant("updated_at"));
  }
}

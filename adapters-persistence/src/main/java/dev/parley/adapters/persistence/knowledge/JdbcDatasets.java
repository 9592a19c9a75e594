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
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;
import java.util.Optional;

/** Datasets in PostgreSQL. */
public final class JdbcDatasets implements Datasets {
  private static final String SELECT =
      """
      SELECT tenant_id, id, name, description, tags, embedding_model, chunk_size, chunk_overlap,
        chunk_strategy, created_at, updated_at
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
                   chunk_overlap, chunk_strategy, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
                      chunk_overlap = ?, chunk_strategy = ?, updated_at = ?
                    WHERE tenant_id = ? AND id = ?
                    """,
                    dataset.name(),
                    dataset.description(),
                    SqlArray.texts(dataset.tags()),
                    dataset.embeddingModel(),
                    dataset.chunking().size(),
                    dataset.chunking().overlap(),
                    dataset.chunking().strategy(),
                    dataset.updatedAt(),
                    dataset.tenant().value(),
                    dataset.id().value()))
        > 0;
  }

  @Override
  public void embeddedBy(TenantId tenant, String embeddingModel) {
    unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.update(
                """
                UPDATE datasets
                SET embedding_model = ?
                WHERE tenant_id = ? AND embedding_model <> ?
                """,
                embeddingModel,
                tenant.value(),
                embeddingModel));
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
        row.instant("created_at"),
        row.instant("updated_at"));
  }
}

package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.application.knowledge.IndexChanges;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Changes as a trigger of PostgreSQL notes them. A position is the number of the oldest transaction
 * that is under way: whatever is not visible yet has that number or a higher one.
 */
public final class JdbcIndexChanges implements IndexChanges {
  private final JdbcUnitOfWork unitOfWork;

  public JdbcIndexChanges(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public long position() {
    return unitOfWork.rowsOfAll(
        sql -> sql.count("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS total"));
  }

  @Override
  public List<Change> since(long position) {
    return unitOfWork.rowsOfAll(
        sql ->
            sql.list(
                """
                SELECT tenant_id, document_id, revision
                FROM index_changes
                WHERE transaction >= ?
                """,
                row ->
                    new Change(
                        new TenantId(row.uuid("tenant_id")),
                        new DocumentId(row.uuid("document_id")),
                        row.int64("revision")),
                position));
  }

  @Override
  public int forgetRemoved(Instant before) {
    return unitOfWork.rowsOfAll(
        sql ->
            sql.update("DELETE FROM index_changes WHERE revision = 0 AND changed_at < ?", before));
  }
}

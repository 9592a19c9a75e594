package dev.parley.adapters.persistence.transaction;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What all stores do alike with a table whose rows belong to a tenant, have an id, and know when
 * they were created.
 *
 * @param <T> what a row stands for
 */
public final class TenantRows<T> {
  private final JdbcUnitOfWork unitOfWork;
  private final String table;
  private final String select;
  private final Function<Row, T> mapper;

  /**
   * @param table its name, which ends up in statements
   * @param select everything up to the condition, of this table and at most joined to others whose
   *     columns have other names
   */
  public TenantRows(
      JdbcUnitOfWork unitOfWork, String table, String select, Function<Row, T> mapper) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.table = Objects.requireNonNull(table);
    this.select = Objects.requireNonNull(select);
    this.mapper = Objects.requireNonNull(mapper);
  }

  public Optional<T> find(TenantId tenant, UUID id) {
    return unitOfWork.rowsOf(
        tenant,
        sql -> sql.first(select + "WHERE tenant_id = ? AND id = ?", mapper, tenant.value(), id));
  }

  public Page<T> newestFirst(TenantId tenant, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            new Page<>(
                sql.list(
                    select
                        + """
                        WHERE tenant_id = ?
                        ORDER BY created_at DESC, id DESC
                        LIMIT ? OFFSET ?
                        """,
                    mapper,
                    tenant.value(),
                    page.size(),
                    page.offset()),
                sql.count(
                    "SELECT count(*) AS total FROM " + table + " WHERE tenant_id = ?",
                    tenant.value())));
  }

  /** False if there is no such row. */
  public boolean remove(TenantId tenant, UUID id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.update(
                    "DELETE FROM " + table + " WHERE tenant_id = ? AND id = ?", tenant.value(), id)
                > 0);
  }
}

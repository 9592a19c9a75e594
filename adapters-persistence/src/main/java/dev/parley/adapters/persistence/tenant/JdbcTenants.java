package dev.parley.adapters.persistence.tenant;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.tenant.Tenants;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tenant.TenantStatus;
import java.util.Objects;
import java.util.Optional;

/** Tenants in PostgreSQL. Removing one removes its rows everywhere, by foreign keys. */
public final class JdbcTenants implements Tenants {
  private static final String SELECT =
      """
      SELECT id, slug, name, status, sharing, created_at, updated_at
      FROM tenants
      """;

  private final JdbcUnitOfWork unitOfWork;

  public JdbcTenants(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public boolean add(Tenant tenant) {
    return unitOfWork.rowsOfAll(
            sql ->
                sql.update(
                    """
                    INSERT INTO tenants (id, slug, name, status, sharing, created_at, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (slug) DO NOTHING
                    """,
                    tenant.id().value(),
                    tenant.slug().value(),
                    tenant.name(),
                    tenant.status(),
                    tenant.sharing(),
                    tenant.createdAt(),
                    tenant.updatedAt()))
        > 0;
  }

  @Override
  public Optional<Tenant> find(TenantId id) {
    return unitOfWork.rowsOfAll(
        sql -> sql.first(SELECT + "WHERE id = ?", JdbcTenants::tenant, id.value()));
  }

  @Override
  public Optional<Tenant> findBySlug(Slug slug) {
    return unitOfWork.rowsOfAll(
        sql -> sql.first(SELECT + "WHERE slug = ?", JdbcTenants::tenant, slug.value()));
  }

  @Override
  public Page<Tenant> list(PageRequest page) {
    return unitOfWork.rowsOfAll(
        sql ->
            new Page<>(
                sql.list(
                    SELECT + "ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
                    JdbcTenants::tenant,
                    page.size(),
                    page.offset()),
                sql.count("SELECT count(*) AS total FROM tenants")));
  }

  @Override
  public boolean update(Tenant tenant) {
    return unitOfWork.rowsOfAll(
            sql ->
                sql.update(
                    """
                    UPDATE tenants SET name = ?, status = ?, sharing = ?, updated_at = ?
                    WHERE id = ?
                    """,
                    tenant.name(),
                    tenant.status(),
                    tenant.sharing(),
                    tenant.updatedAt(),
                    tenant.id().value()))
        > 0;
  }

  @Override
  public boolean remove(TenantId id) {
    return unitOfWork.rowsOfAll(sql -> sql.update("DELETE FROM tenants WHERE id = ?", id.value()))
        > 0;
  }

  private static Tenant tenant(Row row) {
    return new Tenant(
        new TenantId(row.uuid("id")),
        new Slug(row.text("slug")),
        row.text("name"),
        row.constant("status", TenantStatus.class),
        row.flag("sharing"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }
}

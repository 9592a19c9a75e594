package dev.parley.application.tenant;

import dev.parley.application.fixtures.Pages;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import java.util.Comparator;
import java.util.Optional;

/** Tenants in memory. */
public final class InMemoryTenants implements Tenants {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Tenant> tenants;

  public InMemoryTenants(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.tenants = unitOfWork.table("tenants");
  }

  @Override
  public boolean add(Tenant tenant) {
    return unitOfWork.acrossTenants(
        () -> {
          if (findBySlug(tenant.slug()).isPresent()) {
            return false;
          }
          tenants.put(tenant.id(), tenant.id(), tenant);
          return true;
        });
  }

  @Override
  public Optional<Tenant> find(TenantId id) {
    return unitOfWork.acrossTenants(() -> tenants.find(id, id));
  }

  @Override
  public Optional<Tenant> findBySlug(Slug slug) {
    return unitOfWork.acrossTenants(
        () -> tenants.all().stream().filter(tenant -> tenant.slug().equals(slug)).findFirst());
  }

  @Override
  public Page<Tenant> list(PageRequest page) {
    return unitOfWork.acrossTenants(
        () ->
            Pages.of(
                tenants.all(),
                Comparator.comparing(Tenant::createdAt)
                    .thenComparing(tenant -> tenant.id().value())
                    .reversed(),
                page));
  }

  @Override
  public boolean update(Tenant tenant) {
    return unitOfWork.acrossTenants(
        () ->
            find(tenant.id())
                .map(
                    present ->
                        tenants.replace(
                            tenant.id(),
                            tenant.id(),
                            new Tenant(
                                present.id(),
                                present.slug(),
                                tenant.name(),
                                tenant.status(),
                                tenant.sharing(),
                                present.createdAt(),
                                tenant.updatedAt())))
                .orElse(false));
  }

  @Override
  public boolean remove(TenantId id) {
    return unitOfWork.acrossTenants(
        () -> {
          boolean present = find(id).isPresent();
          unitOfWork.removeTenant(id);
          return present;
        });
  }
}

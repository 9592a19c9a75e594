package dev.parley.application.tenant;

import dev.parley.application.fixtures.Pages;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** API keys in memory. */
public final class InMemoryApiKeys implements ApiKeys {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Tenant> tenants;
  private final Table<Stored> keys;

  public InMemoryApiKeys(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.tenants = unitOfWork.table("tenants");
    this.keys = unitOfWork.table("api_keys");
  }

  private record Stored(ApiKey key, byte[] hash) {}

  @Override
  public void add(ApiKey key, byte[] hash) {
    unitOfWork.rowsOf(
        key.tenant(),
        () -> {
          keys.put(key.tenant(), key.id(), new Stored(key, hash.clone()));
          return key;
        });
  }

  @Override
  public List<StoredKey> findByPrefixes(Set<String> prefixes) {
    return unitOfWork.acrossTenants(
        () ->
            keys.all().stream()
                .filter(stored -> prefixes.contains(stored.key().prefix()))
                .map(
                    stored ->
                        new StoredKey(
                            stored.key(),
                            stored.hash().clone(),
                            tenants
                                .find(stored.key().tenant(), stored.key().tenant())
                                .orElseThrow()
                                .status()))
                .toList());
  }

  @Override
  public Optional<ApiKey> find(TenantId tenant, ApiKeyId id) {
    return unitOfWork.rowsOf(tenant, () -> keys.find(tenant, id).map(Stored::key));
  }

  @Override
  public Optional<TenantId> tenantOf(ApiKeyId id) {
    return unitOfWork.acrossTenants(
        () ->
            keys.all().stream()
                .map(Stored::key)
                .filter(key -> key.id().equals(id))
                .map(ApiKey::tenant)
                .findFirst());
  }

  @Override
  public Page<ApiKey> list(TenantId tenant, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            Pages.of(
                keys.of(tenant).stream().map(Stored::key).toList(),
                Comparator.comparing(ApiKey::createdAt)
                    .thenComparing(key -> key.id().value())
                    .reversed(),
                page));
  }

  @Override
  public boolean update(ApiKey key) {
    return unitOfWork.rowsOf(
        key.tenant(),
        () ->
            keys.find(key.tenant(), key.id())
                .map(
                    present ->
                        keys.replace(
                            key.tenant(),
                            key.id(),
                            new Stored(changed(present, key), present.hash())))
                .orElse(false));
  }

  private static ApiKey changed(Stored present, ApiKey key) {
    return new ApiKey(
        key.id(),
        key.tenant(),
        key.name(),
        present.key().prefix(),
        key.roles(),
        key.expiresAt(),
        present.key().revokedAt() == null ? key.revokedAt() : present.key().revokedAt(),
        present.key().createdAt());
  }

  @Override
  public boolean remove(TenantId tenant, ApiKeyId id) {
    return unitOfWork.rowsOf(tenant, () -> keys.remove(tenant, id));
  }
}

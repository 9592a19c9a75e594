package dev.parley.adapters.rest;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.tenant.ApiKeys;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** API keys that a test can take out of reach. */
final class SwitchedKeys implements ApiKeys {
  private final ApiKeys keys;
  private volatile boolean away;

  SwitchedKeys(ApiKeys keys) {
    this.keys = keys;
  }

  void away(boolean whether) {
    away = whether;
  }

  private ApiKeys reached() {
    if (away) {
      throw new IllegalStateException("planned: the keys are out of reach");
    }
    return keys;
  }

  @Override
  public void add(ApiKey key, byte[] hash) {
    reached().add(key, hash);
  }

  @Override
  public List<StoredKey> findByPrefixes(Set<String> prefixes) {
    return reached().findByPrefixes(prefixes);
  }

  @Override
  public Optional<ApiKey> find(TenantId tenant, ApiKeyId id) {
    return reached().find(tenant, id);
  }

  @Override
  public Optional<TenantId> tenantOf(ApiKeyId id) {
    return reached().tenantOf(id);
  }

  @Override
  public Page<ApiKey> list(TenantId tenant, PageRequest page) {
    return reached().list(tenant, page);
  }

  @Override
  public boolean update(ApiKey key) {
    return reached().update(key);
  }

  @Override
  public boolean remove(TenantId tenant, ApiKeyId id) {
    return reached().remove(tenant, id);
  }
}

package dev.parley.application.tenant;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tenant.TenantStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The API keys of all tenants. */
public interface ApiKeys {

  /**
   * A key as it is stored.
   *
   * @param hash SHA-256 of the secret
   * @param tenantStatus of the key's tenant
   */
  record StoredKey(ApiKey key, byte[] hash, TenantStatus tenantStatus) {}

  void add(ApiKey key, byte[] hash);

  /** Keys of any tenant with one of these prefixes; rarely more than one for each. */
  List<StoredKey> findByPrefixes(Set<String> prefixes);

  /** Keys of any tenant with this prefix. */
  default List<StoredKey> findByPrefix(String prefix) {
    return findByPrefixes(Set.of(prefix));
  }

  Optional<ApiKey> find(TenantId tenant, ApiKeyId id);

  /** The tenant whose key this is, for platform administration. */
  Optional<TenantId> tenantOf(ApiKeyId id);

  /** Newest first. */
  Page<ApiKey> list(TenantId tenant, PageRequest page);

  /**
   * Stores name, roles, expiry and revocation; a key that is revoked already stays so, whatever is
   * given. False if there is no such key.
   */
  boolean update(ApiKey key);

  /** Removes a key: it opens nothing from now on. False if there is no such key. */
  boolean remove(TenantId tenant, ApiKeyId id);
}

package dev.parley.bootstrap.platform;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.tenant.ApiKeys;
import dev.parley.application.tenant.ApiKeys.StoredKey;
import dev.parley.application.tenant.Tenants;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.id.Ids;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.ApiKeySecret;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Makes sure that there is a platform tenant, and keys that the environment names. */
@Singleton
public final class PlatformKeys {
  private static final Slug PLATFORM = new Slug("platform");

  /** Name of the key that {@code PARLEY_ADMIN_KEY} holds; another value takes its place. */
  private static final String ADMIN_KEY_NAME = "PARLEY_ADMIN_KEY";

  /** Whoever started the program. */
  private static final String ACTOR = "system:start";

  private final Tenants tenants;
  private final ApiKeys keys;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Ids ids;
  private final SecureRandom random;
  private final Clock clock;

  PlatformKeys(
      Tenants tenants,
      ApiKeys keys,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      SecureRandom random,
      Clock clock) {
    this.tenants = tenants;
    this.keys = keys;
    this.unitOfWork = unitOfWork;
    this.audit = audit;
    this.ids = ids;
    this.random = random;
    this.clock = clock;
  }

  /**
   * Makes sure that somebody can administer the platform.
   *
   * @param configured the key the environment names
   * @return a key that was made because there was none; to be shown this once
   */
  public Optional<ApiKeySecret> ensureAdministrator(Optional<ApiKeySecret> configured) {
    TenantId platform = ensureTenant(PLATFORM, "Platform").id();
    if (configured.isPresent()) {
      ensureKey(platform, ADMIN_KEY_NAME, Set.of(Role.PLATFORM_ADMIN), configured.get());
      return Optional.empty();
    }
    if (keys.list(platform, new PageRequest(1, 1)).total() > 0) {
      return Optional.empty();
    }
    ApiKeySecret made = ApiKeySecret.make(random);
    add(platform, "first administrator", Set.of(Role.PLATFORM_ADMIN), made);
    return Optional.of(made);
  }

  /** The tenant of this slug, made if there is none. */
  public Tenant ensureTenant(Slug slug, String name) {
    return unitOfWork.acrossTenants(
        () ->
            tenants
                .findBySlug(slug)
                .orElseGet(
                    () -> {
                      Tenant tenant =
                          Tenant.create(new TenantId(ids.next()), slug, name, clock.instant());
                      tenants.add(tenant);
                      audit.record(tenant.id(), ACTOR, AuditAction.TENANT_CREATED, tenant.id());
                      return tenant;
                    }));
  }

  /** Makes sure that this secret, and no other under this name, opens the tenant. */
  public void ensureKey(TenantId tenant, String name, Set<Role> roles, ApiKeySecret secret) {
    boolean present =
        unitOfWork.acrossTenants(() -> keys.findByPrefix(secret.prefix())).stream()
            .filter(stored -> secret.matches(stored.hash()))
            .map(StoredKey::key)
            .anyMatch(key -> key.tenant().equals(tenant) && key.name().equals(name));
    if (present) {
      return;
    }
    unitOfWork.inTenant(
        tenant,
        () -> {
          keys.list(tenant, new PageRequest(1, PageRequest.MAX_SIZE)).items().stream()
              .filter(key -> key.name().equals(name))
              .forEach(
                  key -> {
                    keys.remove(tenant, key.id());
                    audit.record(tenant, ACTOR, AuditAction.API_KEY_REMOVED, key.id());
                  });
          add(tenant, name, roles, secret);
          return tenant;
        });
  }

  private void add(TenantId tenant, String name, Set<Role> roles, ApiKeySecret secret) {
    ApiKey key =
        new ApiKey(
            new ApiKeyId(ids.next()),
            tenant,
            name,
            secret.prefix(),
            roles,
            null,
            null,
            clock.instant());
    unitOfWork.inTenant(
        tenant,
        () -> {
          keys.add(key, secret.hash());
          audit.record(tenant, ACTOR, AuditAction.API_KEY_CREATED, key.id());
          return key;
        });
  }
}

package dev.parley.application.tenant;

import dev.parley.application.tenant.ApiKeys.StoredKey;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeySecret;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds out who holds an API key. Asks the store each time, so that a revoked key and a suspended
 * tenant are refused at once.
 */
public final class AuthenticateKey {
  private final ApiKeys keys;
  private final UnitOfWork unitOfWork;
  private final Clock clock;

  public AuthenticateKey(ApiKeys keys, UnitOfWork unitOfWork, Clock clock) {
    this.keys = Objects.requireNonNull(keys);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Whoever calls with this key; empty for any key that opens nothing, whatever the reason. */
  public Optional<Principal> authenticate(String presented) {
    if (!ApiKeySecret.isValid(presented)) {
      return Optional.empty();
    }
    ApiKeySecret secret = new ApiKeySecret(presented);
    Instant now = clock.instant();
    return unitOfWork.acrossTenants(() -> keys.findByPrefix(secret.prefix())).stream()
        .filter(stored -> secret.matches(stored.hash()))
        .filter(stored -> stored.tenantStatus() == TenantStatus.ACTIVE)
        .map(StoredKey::key)
        .filter(key -> key.isUsableAt(now))
        .map(key -> key.principal())
        .findFirst();
  }

  /**
   * Whether someone who was let in by a key would be let in by it now, with no role less. Without
   * the key itself, so that nobody has to remember it for as long as they stay.
   */
  public boolean stillHolds(Principal principal) {
    Instant now = clock.instant();
    return key(principal)
        .map(key -> unitOfWork.acrossTenants(() -> keys.findByPrefix(key.prefix())))
        .orElse(List.of())
        .stream()
        .filter(stored -> stored.tenantStatus() == TenantStatus.ACTIVE)
        .map(StoredKey::key)
        .filter(key -> key.isUsableAt(now))
        .map(ApiKey::principal)
        .anyMatch(
            holder ->
                holder.tenant().equals(principal.tenant())
                    && holder.subject().equals(principal.subject())
                    && holder.roles().containsAll(principal.roles()));
  }

  private Optional<ApiKey> key(Principal principal) {
    return ApiKey.idIn(principal.subject())
        .flatMap(
            id -> unitOfWork.inTenant(principal.tenant(), () -> keys.find(principal.tenant(), id)));
  }
}

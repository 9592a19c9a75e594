package dev.parley.application.tenant;

import dev.parley.application.tenant.ApiKeys.StoredKey;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.tenant.ApiKeySecret;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantStatus;
import java.time.Clock;
import java.time.Instant;
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
}

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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Finds out who holds an API key. What it says is read from the store after it was asked, so that a
 * revoked key and a suspended tenant are refused at once, on every node. Those who ask at the same
 * time share a reading, since one for each would cost more than all else that a request needs. Safe
 * for use by many threads.
 */
public final class AuthenticateKey {
  private final ApiKeys keys;
  private final UnitOfWork unitOfWork;
  private final SharedReading<String, Map<String, List<StoredKey>>> storedKeys;
  private final Clock clock;

  /**
   * @param executor reads the store for those who do not wait; one that makes virtual threads
   */
  public AuthenticateKey(ApiKeys keys, UnitOfWork unitOfWork, Executor executor, Clock clock) {
    this.keys = Objects.requireNonNull(keys);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.storedKeys =
        new SharedReading<>(
            prefixes ->
                unitOfWork.acrossTenants(() -> keys.findByPrefixes(prefixes)).stream()
                    .collect(Collectors.groupingBy(stored -> stored.key().prefix())),
            executor);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Whoever calls with this key; empty for any key that opens nothing, whatever the reason. */
  public Optional<Principal> authenticate(String presented) {
    if (!ApiKeySecret.isValid(presented)) {
      return Optional.empty();
    }
    ApiKeySecret secret = new ApiKeySecret(presented);
    return holder(secret, stored(secret.prefix()));
  }

  /**
   * Whoever calls with this key, as {@link #authenticate} says, without waiting for the store.
   *
   * @param executor says it, when the store has been read
   */
  public CompletionStage<Optional<Principal>> authenticateLater(
      String presented, Executor executor) {
    if (!ApiKeySecret.isValid(presented)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    ApiKeySecret secret = new ApiKeySecret(presented);
    String prefix = secret.prefix();
    return storedKeys
        .readLater(prefix)
        .thenApplyAsync(read -> holder(secret, read.getOrDefault(prefix, List.of())), executor);
  }

  private Optional<Principal> holder(ApiKeySecret secret, List<StoredKey> candidates) {
    return candidates.stream()
        .filter(stored -> secret.matches(stored.hash()))
        .filter(stored -> stored.tenantStatus() == TenantStatus.ACTIVE)
        .map(StoredKey::key)
        .filter(key -> key.isUsableAt(clock.instant()))
        .map(key -> key.principal())
        .findFirst();
  }

  /**
   * Whether someone who was let in by a key would be let in by it now, with no role less. Without
   * the key itself, so that nobody has to remember it for as long as they stay.
   */
  public boolean stillHolds(Principal principal) {
    Instant now = clock.instant();
    return key(principal).map(key -> stored(key.prefix())).orElse(List.of()).stream()
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

  private List<StoredKey> stored(String prefix) {
    return storedKeys.read(prefix).getOrDefault(prefix, List.of());
  }

  private Optional<ApiKey> key(Principal principal) {
    return ApiKey.idIn(principal.subject())
        .flatMap(
            id -> unitOfWork.inTenant(principal.tenant(), () -> keys.find(principal.tenant(), id)));
  }
}

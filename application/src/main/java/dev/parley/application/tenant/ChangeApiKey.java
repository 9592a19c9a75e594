package dev.parley.application.tenant;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads, changes, revokes and removes API keys; platform administrators reach every tenant's. */
public final class ChangeApiKey {
  private static final String EXCEEDED =
      "A key with roles that the calling key does not have cannot be made, changed or removed.";

  private final ApiKeys keys;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Clock clock;

  public ChangeApiKey(ApiKeys keys, UnitOfWork unitOfWork, Audit audit, Clock clock) {
    this.keys = Objects.requireNonNull(keys);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * What is to change; null leaves a value as it is.
   *
   * @param revoked true revokes for good; a revoked key cannot be taken back into use
   */
  public record Command(
      ApiKeyId key,
      @Nullable String name,
      @Nullable Set<Role> roles,
      @Nullable Instant expiresAt,
      @Nullable Boolean revoked) {}

  public Outcome<ApiKey> find(Principal caller, ApiKeyId id) {
    return withKey(caller, id, Outcome::done);
  }

  /** Refused for unknown keys, for roles the caller does not have, and for reviving a key. */
  public Outcome<ApiKey> change(Principal caller, Command command) {
    return withKey(caller, command.key(), key -> change(caller, key, command));
  }

  /** The key opens nothing from now on. */
  public Outcome<ApiKey> remove(Principal caller, ApiKeyId id) {
    return withKey(
        caller,
        id,
        key -> {
          if (exceeds(caller, key.roles())) {
            return Outcome.refused(new Refusal.Forbidden(EXCEEDED));
          }
          keys.remove(key.tenant(), key.id());
          audit.record(key.tenant(), caller.subject(), AuditAction.API_KEY_REMOVED, key.id());
          return Outcome.done(key);
        });
  }

  private static boolean exceeds(Principal caller, Set<Role> roles) {
    return roles.stream().anyMatch(role -> !caller.may(role));
  }

  private Outcome<ApiKey> change(Principal caller, ApiKey key, Command command) {
    Set<Role> roles = command.roles() == null ? key.roles() : command.roles();
    if (exceeds(caller, key.roles()) || exceeds(caller, roles)) {
      return Outcome.refused(new Refusal.Forbidden(EXCEEDED));
    }
    if (Boolean.FALSE.equals(command.revoked()) && key.revokedAt() != null) {
      return Outcome.refused(
          new Refusal.Conflict("key_revoked", "A revoked key stays revoked: make another."));
    }
    boolean revokeNow = Boolean.TRUE.equals(command.revoked()) && key.revokedAt() == null;
    ApiKey changed =
        new ApiKey(
            key.id(),
            key.tenant(),
            command.name() == null ? key.name() : command.name().strip(),
            key.prefix(),
            roles,
            command.expiresAt() == null ? key.expiresAt() : command.expiresAt(),
            revokeNow ? clock.instant() : key.revokedAt(),
            key.createdAt());
    keys.update(changed);
    audit.record(
        key.tenant(),
        caller.subject(),
        revokeNow ? AuditAction.API_KEY_REVOKED : AuditAction.API_KEY_CHANGED,
        key.id(),
        CreateApiKey.rolesOf(changed));
    return Outcome.done(changed);
  }

  private Outcome<ApiKey> withKey(
      Principal caller, ApiKeyId id, Function<ApiKey, Outcome<ApiKey>> step) {
    Optional<TenantId> tenant =
        caller.may(Role.PLATFORM_ADMIN)
            ? unitOfWork.acrossTenants(() -> keys.tenantOf(id))
            : Optional.of(caller.tenant());
    return tenant
        .map(
            owner ->
                unitOfWork.inTenant(
                    owner,
                    () ->
                        keys.find(owner, id)
                            .map(step)
                            .orElseGet(() -> Outcome.refused(new Refusal.NotFound("api_key")))))
        .orElseGet(() -> Outcome.refused(new Refusal.NotFound("api_key")));
  }
}

package dev.parley.application.tenant;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.id.Ids;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.ApiKeySecret;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes an API key and shows its secret this once. */
public final class CreateApiKey {
  private final ApiKeys keys;
  private final Tenants tenants;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Ids ids;
  private final RandomGenerator random;
  private final Clock clock;

  /**
   * @param random cryptographically strong
   */
  public CreateApiKey(
      ApiKeys keys,
      Tenants tenants,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      RandomGenerator random,
      Clock clock) {
    this.keys = Objects.requireNonNull(keys);
    this.tenants = Objects.requireNonNull(tenants);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.ids = Objects.requireNonNull(ids);
    this.random = Objects.requireNonNull(random);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * What is asked for.
   *
   * @param tenant null: the caller's own; another one for platform administrators only
   * @param expiresAt null: never
   */
  public record Command(
      @Nullable TenantId tenant, String name, Set<Role> roles, @Nullable Instant expiresAt) {}

  /** The stored key and its secret. */
  public record Created(ApiKey key, ApiKeySecret secret) {}

  /** Refused for roles the caller does not have, a tenant that is not theirs, and a past expiry. */
  public Outcome<Created> create(Principal caller, Command command) {
    Instant now = clock.instant();
    boolean platform = caller.may(Role.PLATFORM_ADMIN);
    TenantId tenant = command.tenant() == null ? caller.tenant() : command.tenant();
    if (!platform && !tenant.equals(caller.tenant())) {
      return Outcome.refused(new Refusal.NotFound("tenant"));
    }
    if (command.roles().stream().anyMatch(role -> !caller.may(role))) {
      return Outcome.refused(
          new Refusal.Forbidden("A key cannot be given roles that the calling key does not have."));
    }
    if (command.expiresAt() != null && !command.expiresAt().isAfter(now)) {
      return Outcome.refused(
          new Refusal.Invalid(
              "expires_at", "expires_at: " + command.expiresAt() + " (expected: a time to come)"));
    }
    if (platform && unitOfWork.acrossTenants(() -> tenants.find(tenant)).isEmpty()) {
      return Outcome.refused(new Refusal.NotFound("tenant"));
    }
    ApiKeySecret secret = ApiKeySecret.make(random);
    ApiKey key =
        new ApiKey(
            new ApiKeyId(ids.next()),
            tenant,
            command.name().strip(),
            secret.prefix(),
            command.roles(),
            command.expiresAt(),
            null,
            now);
    return unitOfWork.inTenant(
        tenant,
        () -> {
          keys.add(key, secret.hash());
          audit.record(
              tenant, caller.subject(), AuditAction.API_KEY_CREATED, key.id(), rolesOf(key));
          return Outcome.done(new Created(key, secret));
        });
  }

  /** What the audit says of a key besides its id. */
  static Map<String, String> rolesOf(ApiKey key) {
    return Map.of(
        "roles",
        key.roles().stream()
            .sorted()
            .map(role -> role.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(",")));
  }
}

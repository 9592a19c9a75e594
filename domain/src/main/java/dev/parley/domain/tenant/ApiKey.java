package dev.parley.domain.tenant;

import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored API key, without its secret.
 *
 * @param prefix what the key is found by, see {@link ApiKeySecret#prefix()}
 * @param expiresAt null: never
 * @param revokedAt null: not revoked
 */
public record ApiKey(
    ApiKeyId id,
    TenantId tenant,
    String name,
    String prefix,
    Set<Role> roles,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    Instant createdAt) {

  /** The longest name, in UTF-16 characters. */
  public static final int MAX_NAME_LENGTH = 200;

  private static final String SUBJECT = "key:";

  public ApiKey {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(createdAt);
    InvalidValue.requireLength("name", name, 1, MAX_NAME_LENGTH);
    roles = Set.copyOf(roles);
    if (roles.isEmpty()) {
      throw new InvalidValue("roles", "none", "at least one");
    }
  }

  /** Whether the key opens anything at {@code now}. */
  public boolean isUsableAt(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  /** Whoever calls with this key. */
  public Principal principal() {
    return new Principal(tenant, SUBJECT + id, roles);
  }

  /** The key that a principal's subject names; empty if it names something else. */
  public static Optional<ApiKeyId> idIn(String subject) {
    if (!subject.startsWith(SUBJECT)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ApiKeyId(UUID.fromString(subject.substring(SUBJECT.length()))));
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }
}

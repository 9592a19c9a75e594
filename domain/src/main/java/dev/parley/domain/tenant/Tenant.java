package dev.parley.domain.tenant;

import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.Objects;

/**
 * An organisation whose people, bots, documents and conversations no other tenant can see.
 *
 * @param sharing whether its people may show conversations to strangers who hold a token
 */
public record Tenant(
    TenantId id,
    Slug slug,
    String name,
    TenantStatus status,
    boolean sharing,
    Instant createdAt,
    Instant updatedAt) {

  /** The longest name, in UTF-16 characters. */
  public static final int MAX_NAME_LENGTH = 200;

  public Tenant {
    Objects.requireNonNull(id);
    Objects.requireNonNull(slug);
    Objects.requireNonNull(status);
    Objects.requireNonNull(createdAt);
    Objects.requireNonNull(updatedAt);
    InvalidValue.requireLength("name", name, 1, MAX_NAME_LENGTH);
  }

  /** A tenant that starts its life now. */
  public static Tenant create(TenantId id, Slug slug, String name, Instant now) {
    return new Tenant(id, slug, name, TenantStatus.ACTIVE, false, now, now);
  }

  public Tenant renamed(String newName, Instant now) {
    return new Tenant(id, slug, newName, status, sharing, createdAt, now);
  }

  public Tenant withStatus(TenantStatus newStatus, Instant now) {
    return new Tenant(id, slug, name, newStatus, sharing, createdAt, now);
  }

  public Tenant withSharing(boolean isShared, Instant now) {
    return new Tenant(id, slug, name, status, isShared, createdAt, now);
  }
}

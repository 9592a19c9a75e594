package dev.parley.adapters.rest.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeySecret;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API key.
 *
 * @param key the secret; in the answer to its creation alone
 * @param prefix the key's beginning, to know it by
 * @param expiresAt null: never
 * @param revokedAt null: not revoked
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "ApiKey")
record ApiKeyJson(
    UUID id,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,
    String prefix,
    String name,
    List<String> roles,
    UUID tenantId,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    Instant createdAt) {

  static ApiKeyJson of(ApiKey key) {
    return of(key, null);
  }

  static ApiKeyJson of(ApiKey key, @Nullable ApiKeySecret secret) {
    return new ApiKeyJson(
        key.id().value(),
        secret == null ? null : secret.value(),
        key.prefix(),
        key.name(),
        key.roles().stream().sorted().map(Words::of).toList(),
        key.tenant().value(),
        key.expiresAt(),
        key.revokedAt(),
        key.createdAt());
  }

  /** The secret stays out, so that it cannot end up in a log. */
  @Override
  public String toString() {
    return "ApiKeyJson[" + id + "]";
  }
}

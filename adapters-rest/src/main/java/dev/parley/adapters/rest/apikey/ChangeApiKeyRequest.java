package dev.parley.adapters.rest.apikey;

import dev.parley.application.tenant.ChangeApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to change; what is left out stays.
 *
 * @param revoked true revokes the key for good
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record ChangeApiKeyRequest(
    @Nullable String name,
    @Nullable List<String> roles,
    @Nullable Instant expiresAt,
    @Nullable Boolean revoked) {

  ChangeApiKey.Command command(ApiKeyId key) {
    return new ChangeApiKey.Command(
        key, name, roles == null ? null : Roles.of(roles), expiresAt, revoked);
  }
}

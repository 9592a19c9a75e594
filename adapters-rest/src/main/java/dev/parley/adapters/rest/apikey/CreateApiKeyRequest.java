package dev.parley.adapters.rest.apikey;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.tenant.CreateApiKey;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an API key is to be.
 *
 * @param roles {@code chat}, {@code knowledge}, {@code tenant_admin}; each includes those before it
 * @param tenantId the caller's own unless the caller administers the platform
 * @param expiresAt left out: never
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record CreateApiKeyRequest(
    @Nullable String name,
    @Nullable List<String> roles,
    @Nullable UUID tenantId,
    @Nullable Instant expiresAt) {

  CreateApiKey.Command command() {
    return new CreateApiKey.Command(
        tenantId == null ? null : new TenantId(tenantId),
        Fields.required("name", name, "1..200 characters"),
        Roles.of(Fields.required("roles", roles, "at least one")),
        expiresAt);
  }
}

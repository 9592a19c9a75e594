package dev.parley.adapters.rest.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.tenant.Tenant;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;

/**
 * A tenant.
 *
 * @param status {@code active} or {@code suspended}
 * @param sharing whether conversations may be shown to strangers who hold a token
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Tenant")
record TenantJson(
    UUID id,
    String slug,
    String name,
    String status,
    boolean sharing,
    Instant createdAt,
    Instant updatedAt) {

  static TenantJson of(Tenant tenant) {
    return new TenantJson(
        tenant.id().value(),
        tenant.slug().value(),
        tenant.name(),
        Words.of(tenant.status()),
        tenant.sharing(),
        tenant.createdAt(),
        tenant.updatedAt());
  }
}

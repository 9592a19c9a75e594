package dev.parley.adapters.rest.tenant;

import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.tenant.ChangeTenant;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tenant.TenantStatus;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * What is to change; what is left out stays.
 *
 * @param status {@code active} or {@code suspended}
 * @param sharing whether conversations may be shown to strangers who hold a token
 */
@Serdeable
record ChangeTenantRequest(
    @Nullable String name, @Nullable String status, @Nullable Boolean sharing) {

  ChangeTenant.Command command(TenantId tenant) {
    return new ChangeTenant.Command(
        tenant, name, Words.parse(TenantStatus.class, "status", status), sharing);
  }
}

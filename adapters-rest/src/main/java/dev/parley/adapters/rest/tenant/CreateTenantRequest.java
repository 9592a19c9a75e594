package dev.parley.adapters.rest.tenant;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.tenant.CreateTenant;
import dev.parley.domain.tenant.Slug;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/** What a tenant is to be. */
@Serdeable
record CreateTenantRequest(@Nullable String slug, @Nullable String name) {

  CreateTenant.Command command() {
    return new CreateTenant.Command(
        new Slug(Fields.required("slug", slug, "a slug")),
        Fields.required("name", name, "1..200 characters"));
  }
}

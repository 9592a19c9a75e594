package dev.parley.adapters.rest.tenant;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.tenant.ChangeTenant;
import dev.parley.application.tenant.CreateTenant;
import dev.parley.application.tenant.RemoveTenant;
import dev.parley.application.tenant.Tenants;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;

/** Tenants, for the platform. */
@Controller("/v1/admin/tenants")
@Secured(Access.PLATFORM_ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Administration")
final class TenantController {
  private final Tenants tenants;
  private final CreateTenant createTenant;
  private final ChangeTenant changeTenant;
  private final RemoveTenant removeTenant;

  TenantController(
      Tenants tenants,
      CreateTenant createTenant,
      ChangeTenant changeTenant,
      RemoveTenant removeTenant) {
    this.tenants = tenants;
    this.createTenant = createTenant;
    this.changeTenant = changeTenant;
    this.removeTenant = removeTenant;
  }

  /** Adds a tenant. */
  @Post
  @Status(HttpStatus.CREATED)
  TenantJson createTenant(Caller caller, @Body CreateTenantRequest request) {
    return TenantJson.of(Outcomes.done(createTenant.create(caller.principal(), request.command())));
  }

  /** Lists tenants, newest first. */
  @Get
  TenantListJson listTenants(
      @QueryValue(defaultValue = "1") int page,
      @QueryValue(value = "page_size", defaultValue = "20") int pageSize) {
    Page<Tenant> found = tenants.list(new PageRequest(page, pageSize));
    return new TenantListJson(
        found.items().stream().map(TenantJson::of).toList(), found.total(), page, pageSize);
  }

  /** Shows a tenant. */
  @Get("/{id}")
  TenantJson getTenant(@PathVariable UUID id) {
    return TenantJson.of(Outcomes.found(tenants.find(new TenantId(id))));
  }

  /** Renames, suspends or reactivates a tenant. */
  @Patch("/{id}")
  TenantJson changeTenant(Caller caller, @PathVariable UUID id, @Body ChangeTenantRequest request) {
    return TenantJson.of(
        Outcomes.done(changeTenant.change(caller.principal(), request.command(new TenantId(id)))));
  }

  /** Removes a tenant with all that it owns. */
  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  void removeTenant(Caller caller, @PathVariable UUID id) {
    Outcomes.done(removeTenant.remove(caller.principal(), new TenantId(id)));
  }
}

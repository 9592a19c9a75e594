package dev.parley.adapters.rest.apikey;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.tenant.ApiKeys;
import dev.parley.application.tenant.ChangeApiKey;
import dev.parley.application.tenant.CreateApiKey;
import dev.parley.application.tenant.Tenants;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.Role;
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
import org.jspecify.annotations.Nullable;

/** API keys of the caller's tenant; platform administrators reach every tenant's. */
@Controller("/v1/admin/api-keys")
@Secured(Access.TENANT_ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Administration")
final class ApiKeyController {
  private final ApiKeys keys;
  private final Tenants tenants;
  private final CreateApiKey createApiKey;
  private final ChangeApiKey changeApiKey;

  ApiKeyController(
      ApiKeys keys, Tenants tenants, CreateApiKey createApiKey, ChangeApiKey changeApiKey) {
    this.keys = keys;
    this.tenants = tenants;
    this.createApiKey = createApiKey;
    this.changeApiKey = changeApiKey;
  }

  /** Makes a key. Its secret is in this answer and never shown again. */
  @Post
  @Status(HttpStatus.CREATED)
  ApiKeyJson createApiKey(Caller caller, @Body CreateApiKeyRequest request) {
    CreateApiKey.Created created =
        Outcomes.done(createApiKey.create(caller.principal(), request.command()));
    return ApiKeyJson.of(created.key(), created.secret());
  }

  /**
   * Lists keys, newest first.
   *
   * @param tenantId the caller's own unless the caller administers the platform
   */
  @Get
  ApiKeyListJson listApiKeys(
      Caller caller,
      @QueryValue("tenant_id") @Nullable UUID tenantId,
      @QueryValue(defaultValue = "1") int page,
      @QueryValue(value = "page_size", defaultValue = "20") int pageSize) {
    PageRequest request = new PageRequest(page, pageSize);
    Page<ApiKey> found = keys.list(tenant(caller, tenantId), request);
    return new ApiKeyListJson(
        found.items().stream().map(ApiKeyJson::of).toList(), found.total(), page, pageSize);
  }

  /** Shows a key, without its secret. */
  @Get("/{id}")
  ApiKeyJson getApiKey(Caller caller, @PathVariable UUID id) {
    return ApiKeyJson.of(Outcomes.done(changeApiKey.find(caller.principal(), new ApiKeyId(id))));
  }

  /** Renames a key, changes its roles or expiry, or revokes it. */
  @Patch("/{id}")
  ApiKeyJson changeApiKey(Caller caller, @PathVariable UUID id, @Body ChangeApiKeyRequest request) {
    return ApiKeyJson.of(
        Outcomes.done(changeApiKey.change(caller.principal(), request.command(new ApiKeyId(id)))));
  }

  /** Removes a key: it opens nothing from now on. */
  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  void removeApiKey(Caller caller, @PathVariable UUID id) {
    Outcomes.done(changeApiKey.remove(caller.principal(), new ApiKeyId(id)));
  }

  private TenantId tenant(Caller caller, @Nullable UUID asked) {
    if (asked == null || asked.equals(caller.tenant().value())) {
      return caller.tenant();
    }
    if (!caller.principal().may(Role.PLATFORM_ADMIN)) {
      throw Outcomes.notFound();
    }
    return Outcomes.found(tenants.find(new TenantId(asked))).id();
  }
}

package dev.parley.adapters.rest.scope;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.scope.KeepScopes;
import dev.parley.application.scope.Scopes;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
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

/** Scopes of the caller's tenant. */
@Controller("/v1/admin/scopes")
@Secured(Access.TENANT_ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Administration")
final class ScopeController {
  private final Scopes scopes;
  private final KeepScopes keepScopes;

  ScopeController(Scopes scopes, KeepScopes keepScopes) {
    this.scopes = scopes;
    this.keepScopes = keepScopes;
  }

  /** Creates a scope. */
  @Post
  @Status(HttpStatus.CREATED)
  ScopeJson createScope(Caller caller, @Body ScopeRequest request) {
    return ScopeJson.of(keepScopes.create(caller.principal(), request.creation()));
  }

  /** Lists scopes, newest first. */
  @Get
  ScopeListJson listScopes(
      Caller caller,
      @QueryValue(defaultValue = "1") int page,
      @QueryValue(value = "page_size", defaultValue = "20") int pageSize) {
    Page<Scope> found = scopes.list(caller.tenant(), new PageRequest(page, pageSize));
    return new ScopeListJson(
        found.items().stream().map(ScopeJson::of).toList(), found.total(), page, pageSize);
  }

  /** Shows a scope. */
  @Get("/{id}")
  ScopeJson getScope(Caller caller, @PathVariable UUID id) {
    return ScopeJson.of(Outcomes.found(scopes.find(caller.tenant(), new ScopeId(id))));
  }

  /** Changes a scope. */
  @Patch("/{id}")
  ScopeJson changeScope(Caller caller, @PathVariable UUID id, @Body ScopeRequest request) {
    return ScopeJson.of(
        Outcomes.done(keepScopes.change(caller.principal(), new ScopeId(id), request::over)));
  }

  /** Removes a scope; its bots stay, without it. */
  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  void removeScope(Caller caller, @PathVariable UUID id) {
    Outcomes.done(keepScopes.remove(caller.principal(), new ScopeId(id)));
  }
}

package dev.parley.application.scope;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Optional;

/** The scopes of a tenant. */
public interface Scopes {

  void add(Scope scope);

  Optional<Scope> find(TenantId tenant, ScopeId id);

  /** Those that there are, in the order of the ids. */
  List<Scope> find(TenantId tenant, List<ScopeId> ids);

  /** Newest first. */
  Page<Scope> list(TenantId tenant, PageRequest page);

  /** Stores everything but id, tenant and creation time; false if there is no such scope. */
  boolean update(Scope scope);

  /** Removes a scope, from its bots too. False if there is no such scope. */
  boolean remove(TenantId tenant, ScopeId id);
}

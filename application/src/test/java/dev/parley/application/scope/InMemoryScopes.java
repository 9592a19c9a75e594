package dev.parley.application.scope;

import dev.parley.application.bot.InMemoryBots;
import dev.parley.application.fixtures.Pages;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.tenant.TenantId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Scopes in memory. */
public final class InMemoryScopes implements Scopes {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Scope> scopes;
  private final Table<Bot> bots;

  public InMemoryScopes(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.scopes = unitOfWork.table("scopes");
    this.bots = unitOfWork.table("bots");
  }

  @Override
  public void add(Scope scope) {
    unitOfWork.rowsOf(
        scope.tenant(),
        () -> {
          scopes.put(scope.tenant(), scope.id(), scope);
          return true;
        });
  }

  @Override
  public Optional<Scope> find(TenantId tenant, ScopeId id) {
    return unitOfWork.rowsOf(tenant, () -> scopes.find(tenant, id));
  }

  @Override
  public List<Scope> find(TenantId tenant, List<ScopeId> ids) {
    return ids.stream().flatMap(id -> find(tenant, id).stream()).toList();
  }

  @Override
  public Page<Scope> list(TenantId tenant, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            Pages.of(
                scopes.of(tenant),
                Comparator.comparing(Scope::createdAt)
                    .thenComparing(scope -> scope.id().value())
                    .reversed(),
                page));
  }

  @Override
  public boolean update(Scope scope) {
    return unitOfWork.rowsOf(
        scope.tenant(),
        () -> {
          if (scopes.find(scope.tenant(), scope.id()).isEmpty()) {
            return false;
          }
          scopes.put(scope.tenant(), scope.id(), scope);
          return true;
        });
  }

  @Override
  public boolean remove(TenantId tenant, ScopeId id) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          bots.of(tenant).stream()
              .filter(bot -> bot.scopes().contains(id))
              .forEach(bot -> bots.put(tenant, bot.id(), InMemoryBots.without(bot, id)));
          return scopes.remove(tenant, id);
        });
  }
}

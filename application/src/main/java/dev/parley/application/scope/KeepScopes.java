package dev.parley.application.scope;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.tool.Toolbox;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.guardrail.pii.PiiAction;
import dev.parley.domain.guardrail.pii.PiiKind;
import dev.parley.domain.id.Ids;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.scope.Strictness;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Creates and changes scopes. */
public final class KeepScopes {
  private final Scopes scopes;
  private final Toolbox toolbox;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;

  public KeepScopes(
      Scopes scopes, Toolbox toolbox, UnitOfWork unitOfWork, Audit audit, Ids ids, Clock clock) {
    this.scopes = Objects.requireNonNull(scopes);
    this.toolbox = Objects.requireNonNull(toolbox);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /** What a scope is to be; see {@link Scope}. */
  public record Settings(
      String name,
      String description,
      List<String> allowedTopics,
      List<String> exampleQuestions,
      List<String> deniedTopics,
      String refusalMessage,
      Strictness strictness,
      Map<PiiKind, PiiAction> piiPolicy,
      boolean groundedOnly,
      @Nullable List<String> plugins) {

    /** What a scope is now. */
    static Settings of(Scope scope) {
      return new Settings(
          scope.name(),
          scope.description(),
          scope.allowedTopics(),
          scope.exampleQuestions(),
          scope.deniedTopics(),
          scope.refusalMessage(),
          scope.strictness(),
          scope.piiPolicy(),
          scope.groundedOnly(),
          scope.plugins());
    }
  }

  /**
   * Creates a scope that no bot keeps to yet.
   *
   * @throws InvalidValue for a tool that nobody knows, as {@link #change} does
   */
  public Scope create(Principal caller, Settings settings) {
    TenantId tenant = caller.tenant();
    Instant now = clock.instant();
    Scope scope = scope(new ScopeId(ids.next()), tenant, settings, now, now);
    return unitOfWork.inTenant(
        tenant,
        () -> {
          scopes.add(scope);
          audit.record(tenant, caller.subject(), AuditAction.SCOPE_CREATED, scope.id());
          return scope;
        });
  }

  /**
   * Refused where there is no such scope.
   *
   * @param change makes the new settings from the present ones
   */
  public Outcome<Scope> change(Principal caller, ScopeId id, UnaryOperator<Settings> change) {
    TenantId tenant = caller.tenant();
    return unitOfWork.inTenant(
        tenant,
        () -> {
          Optional<Scope> present = scopes.find(tenant, id);
          if (present.isEmpty()) {
            return Outcome.refused(new Refusal.NotFound("scope"));
          }
          Settings settings = change.apply(Settings.of(present.get()));
          Scope scope = scope(id, tenant, settings, present.get().createdAt(), clock.instant());
          if (!scopes.update(scope)) {
            return Outcome.refused(new Refusal.NotFound("scope"));
          }
          audit.record(tenant, caller.subject(), AuditAction.SCOPE_CHANGED, id);
          return Outcome.done(scope);
        });
  }

  /** Removes a scope, from its bots too; refused where there is no such scope. */
  public Outcome<ScopeId> remove(Principal caller, ScopeId id) {
    return unitOfWork.inTenant(
        caller.tenant(),
        () -> {
          if (!scopes.remove(caller.tenant(), id)) {
            return Outcome.refused(new Refusal.NotFound("scope"));
          }
          audit.record(caller.tenant(), caller.subject(), AuditAction.SCOPE_REMOVED, id);
          return Outcome.done(id);
        });
  }

  private @Nullable List<String> known(@Nullable List<String> plugins) {
    if (plugins != null) {
      for (String plugin : plugins) {
        if (toolbox.find(plugin).isEmpty()) {
          throw new InvalidValue("plugins", "'" + plugin + "'", "a known tool");
        }
      }
    }
    return plugins;
  }

  private Scope scope(
      ScopeId id, TenantId tenant, Settings settings, Instant createdAt, Instant now) {
    return new Scope(
        id,
        tenant,
        settings.name().strip(),
        settings.description().strip(),
        settings.allowedTopics(),
        settings.exampleQuestions(),
        settings.deniedTopics(),
        settings.refusalMessage().strip(),
        settings.strictness(),
        settings.piiPolicy(),
        settings.groundedOnly(),
        known(settings.plugins()),
        createdAt,
        now);
  }
}

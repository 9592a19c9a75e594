package dev.parley.application.scope;

import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.guardrail.pii.PiiAction;
import dev.parley.domain.guardrail.pii.PiiKind;
import dev.parley.domain.id.Ids;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.scope.Strictness;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Creates and changes scopes. */
public final class KeepScopes {
  private final Scopes scopes;
  private final UnitOfWork unitOfWork;
  private final Ids ids;
  private final Clock clock;

  public KeepScopes(Scopes scopes, UnitOfWork unitOfWork, Ids ids, Clock clock) {
    this.scopes = Objects.requireNonNull(scopes);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
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
      boolean groundedOnly) {

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
          scope.groundedOnly());
    }
  }

  /** Creates a scope that no bot keeps to yet. */
  public Scope create(TenantId tenant, Settings settings) {
    Instant now = clock.instant();
    Scope scope = scope(new ScopeId(ids.next()), tenant, settings, now, now);
    return unitOfWork.inTenant(
        tenant,
        () -> {
          scopes.add(scope);
          return scope;
        });
  }

  /**
   * Refused where there is no such scope.
   *
   * @param change makes the new settings from the present ones
   */
  public Outcome<Scope> change(TenantId tenant, ScopeId id, UnaryOperator<Settings> change) {
    return unitOfWork.inTenant(
        tenant,
        () -> {
          Optional<Scope> present = scopes.find(tenant, id);
          if (present.isEmpty()) {
            return Outcome.refused(new Refusal.NotFound("scope"));
          }
          Settings settings = change.apply(Settings.of(present.get()));
          Scope scope = scope(id, tenant, settings, present.get().createdAt(), clock.instant());
          return scopes.update(scope)
              ? Outcome.done(scope)
              : Outcome.refused(new Refusal.NotFound("scope"));
        });
  }

  private static Scope scope(
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
        createdAt,
        now);
  }
}

package dev.parley.application.tenant;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tenant.TenantStatus;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Renames, suspends or reactivates a tenant. */
public final class ChangeTenant {
  private final Tenants tenants;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Clock clock;

  public ChangeTenant(Tenants tenants, UnitOfWork unitOfWork, Audit audit, Clock clock) {
    this.tenants = Objects.requireNonNull(tenants);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.clock = Objects.requireNonNull(clock);
  }

  /** What is to change; null leaves a value as it is. */
  public record Command(
      TenantId tenant,
      @Nullable String name,
      @Nullable TenantStatus status,
      @Nullable Boolean sharing) {}

  /** Refused where there is no such tenant, and for suspending one's own. */
  public Outcome<Tenant> change(Principal caller, Command command) {
    if (command.status() == TenantStatus.SUSPENDED && caller.tenant().equals(command.tenant())) {
      return Outcome.refused(
          new Refusal.Conflict("own_tenant", "The tenant of the calling key cannot be suspended."));
    }
    return unitOfWork.acrossTenants(
        () ->
            tenants
                .find(command.tenant())
                .map(tenant -> store(caller, tenant, command))
                .orElseGet(() -> Outcome.refused(new Refusal.NotFound("tenant"))));
  }

  private Outcome<Tenant> store(Principal caller, Tenant tenant, Command command) {
    Tenant changed = tenant;
    if (command.name() != null) {
      changed = changed.renamed(command.name().strip(), clock.instant());
    }
    if (command.status() != null) {
      changed = changed.withStatus(command.status(), clock.instant());
    }
    if (command.sharing() != null) {
      changed = changed.withSharing(command.sharing(), clock.instant());
    }
    tenants.update(changed);
    audit.record(
        tenant.id(), caller.subject(), AuditAction.TENANT_CHANGED, tenant.id(), details(command));
    return Outcome.done(changed);
  }

  private static Map<String, String> details(Command command) {
    Map<String, String> details = new HashMap<>();
    if (command.status() != null) {
      details.put("status", command.status().name().toLowerCase(Locale.ROOT));
    }
    if (command.sharing() != null) {
      details.put("sharing", command.sharing().toString());
    }
    return details;
  }
}

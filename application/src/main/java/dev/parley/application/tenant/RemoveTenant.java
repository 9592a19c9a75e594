package dev.parley.application.tenant;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;

/** Removes a tenant with all that it owns. */
public final class RemoveTenant {
  private final Tenants tenants;
  private final TenantScoped index;
  private final UnitOfWork unitOfWork;
  private final Audit audit;

  /**
   * @param index what was made from the tenant's documents
   */
  public RemoveTenant(Tenants tenants, TenantScoped index, UnitOfWork unitOfWork, Audit audit) {
    this.tenants = Objects.requireNonNull(tenants);
    this.index = Objects.requireNonNull(index);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
  }

  /** Refused where there is no such tenant, and for one's own. */
  public Outcome<TenantId> remove(Principal caller, TenantId tenant) {
    if (caller.tenant().equals(tenant)) {
      return Outcome.refused(
          new Refusal.Conflict("own_tenant", "The tenant of the calling key cannot be removed."));
    }
    boolean removed =
        unitOfWork.acrossTenants(
            () -> {
              if (!tenants.remove(tenant)) {
                return false;
              }
              audit.record(caller.tenant(), caller.subject(), AuditAction.TENANT_REMOVED, tenant);
              return true;
            });
    if (!removed) {
      return Outcome.refused(new Refusal.NotFound("tenant"));
    }
    index.removeTenant(tenant);
    return Outcome.done(tenant);
  }
}

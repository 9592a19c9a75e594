package dev.parley.application.audit;

import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.tenant.Tenants;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds out whose audit events a caller means and may see. */
public final class AuditedTenant {
  private final Tenants tenants;
  private final UnitOfWork unitOfWork;

  public AuditedTenant(Tenants tenants, UnitOfWork unitOfWork) {
    this.tenants = Objects.requireNonNull(tenants);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  /** Refused alike for a tenant that is not the caller's and one that there is not. */
  Outcome<TenantId> of(Principal caller, @Nullable TenantId tenant) {
    if (tenant == null || tenant.equals(caller.tenant())) {
      return Outcome.done(caller.tenant());
    }
    boolean reachable =
        caller.may(Role.PLATFORM_ADMIN)
            && unitOfWork.acrossTenants(() -> tenants.find(tenant)).isPresent();
    return reachable ? Outcome.done(tenant) : Outcome.refused(new Refusal.NotFound("tenant"));
  }
}

package dev.parley.application.tenant;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.id.Ids;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.util.Objects;

/** Adds a tenant to the installation. */
public final class CreateTenant {
  private final Tenants tenants;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;

  public CreateTenant(Tenants tenants, UnitOfWork unitOfWork, Audit audit, Ids ids, Clock clock) {
    this.tenants = Objects.requireNonNull(tenants);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /** What is asked for. */
  public record Command(Slug slug, String name) {}

  /** Refused where the slug is taken. */
  public Outcome<Tenant> create(Principal caller, Command command) {
    Tenant tenant =
        Tenant.create(
            new TenantId(ids.next()), command.slug(), command.name().strip(), clock.instant());
    return unitOfWork.acrossTenants(
        () -> {
          if (!tenants.add(tenant)) {
            return Outcome.refused(
                new Refusal.Conflict(
                    "slug_taken",
                    "slug: '" + command.slug() + "' (expected: one that is not taken)"));
          }
          audit.record(tenant.id(), caller.subject(), AuditAction.TENANT_CREATED, tenant.id());
          return Outcome.done(tenant);
        });
  }
}

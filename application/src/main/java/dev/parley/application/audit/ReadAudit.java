package dev.parley.application.audit;

import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads who did what. */
public final class ReadAudit {
  private final AuditTrail trail;
  private final AuditedTenant auditedTenant;

  public ReadAudit(AuditTrail trail, AuditedTenant auditedTenant) {
    this.trail = Objects.requireNonNull(trail);
    this.auditedTenant = Objects.requireNonNull(auditedTenant);
  }

  /**
   * Refused where there is no such tenant for the caller.
   *
   * @param tenant null: the caller's own; another one for platform administrators only
   */
  public Outcome<Page<AuditEvent>> read(
      Principal caller, @Nullable TenantId tenant, AuditTrail.Filter filter, PageRequest page) {
    return auditedTenant
        .of(caller, tenant)
        .then(audited -> Outcome.done(trail.list(audited, filter, page)));
  }
}

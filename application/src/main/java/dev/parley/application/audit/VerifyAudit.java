package dev.parley.application.audit;

import dev.parley.application.outcome.Outcome;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.audit.AuditHash;
import dev.parley.domain.audit.AuditHead;
import dev.parley.domain.audit.AuditVerdict;
import dev.parley.domain.audit.AuditVerifier;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a tenant's chain of audit events, from its beginning. Reads it part by part, so that a
 * long chain takes time but no memory; events that are added meanwhile are verified too.
 */
public final class VerifyAudit {
  private static final int PART = 1_000;

  private final AuditTrail trail;
  private final AuditedTenant auditedTenant;

  public VerifyAudit(AuditTrail trail, AuditedTenant auditedTenant) {
    this.trail = Objects.requireNonNull(trail);
    this.auditedTenant = Objects.requireNonNull(auditedTenant);
  }

  /**
   * A head that was seen and kept elsewhere.
   *
   * @param seq at least 1
   */
  public record Expected(long seq, AuditHash hash) {}

  /**
   * Refused where there is no such tenant for the caller.
   *
   * @param tenant null: the caller's own; another one for platform administrators only
   * @param expected null: what was cut off at the end does not show
   */
  public Outcome<AuditVerdict> verify(
      Principal caller, @Nullable TenantId tenant, @Nullable Expected expected) {
    return auditedTenant
        .of(caller, tenant)
        .then(audited -> Outcome.done(verdict(audited, expected)));
  }

  private AuditVerdict verdict(TenantId tenant, @Nullable Expected expected) {
    AuditVerifier verifier =
        new AuditVerifier(
            tenant,
            expected == null ? null : new AuditHead(tenant, expected.seq(), expected.hash()));
    long seq = 0;
    while (true) {
      List<AuditEvent> part = trail.after(tenant, seq, PART);
      for (AuditEvent event : part) {
        if (!verifier.accept(event)) {
          return verifier.verdict();
        }
      }
      if (part.size() < PART) {
        return verifier.verdict();
      }
      seq = part.getLast().seq();
    }
  }
}

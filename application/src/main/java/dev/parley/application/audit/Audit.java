package dev.parley.application.audit;

import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.audit.AuditEntry;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/**
 * Records what use cases do. Call it within the unit of work that makes the change: then there is
 * never one without the other.
 */
public final class Audit {
  private final AuditTrail trail;
  private final CurrentRequest request;
  private final Clock clock;

  public Audit(AuditTrail trail, CurrentRequest request, Clock clock) {
    this.trail = Objects.requireNonNull(trail);
    this.request = Objects.requireNonNull(request);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Records an act.
   *
   * @param tenant in whose chain
   * @param actor subject of the principal who acted
   * @param target id of what it was done to
   * @param details words and numbers alone: never content, keys or personal data
   */
  public void record(
      TenantId tenant,
      String actor,
      AuditAction action,
      Object target,
      Map<String, String> details) {
    trail.append(
        tenant,
        new AuditEntry(actor, action, target.toString(), request.id(), details),
        clock.instant());
  }

  /** Records an act of which there is no more to say. */
  public void record(TenantId tenant, String actor, AuditAction action, Object target) {
    record(tenant, actor, action, target, Map.of());
  }
}

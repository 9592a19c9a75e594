package dev.parley.domain.audit;

import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Adds events to a chain. The hashes are not keyed: whoever can write to the store can also write a
 * whole chain anew. What shows that is a {@linkplain AuditHead head} kept elsewhere.
 */
public final class AuditChain {
  private AuditChain() {}

  /**
   * An event that has no place in its tenant's chain yet: its seq is 0, its hashes are {@link
   * AuditHash#NONE}.
   *
   * @param at kept to the microsecond, as stores keep times
   */
  public static AuditEvent pending(TenantId tenant, AuditEntry entry, Instant at) {
    return new AuditEvent(
        tenant,
        0,
        at.truncatedTo(ChronoUnit.MICROS),
        entry.actor(),
        entry.action().word(),
        entry.action().targetKind(),
        entry.targetId(),
        entry.requestId(),
        entry.details(),
        AuditHash.NONE,
        AuditHash.NONE);
  }

  /**
   * An event in the place behind the head.
   *
   * @throws IllegalArgumentException if it is another tenant's
   */
  public static AuditEvent link(AuditHead head, AuditEvent pending) {
    if (!pending.tenant().equals(head.tenant())) {
      throw new IllegalArgumentException(
          "audit event: of tenant " + pending.tenant() + " (expected: of " + head.tenant() + ")");
    }
    return new AuditEvent(
            head.tenant(),
            head.seq() + 1,
            pending.at(),
            pending.actor(),
            pending.action(),
            pending.targetKind(),
            pending.targetId(),
            pending.requestId(),
            pending.details(),
            head.hash(),
            AuditHash.NONE)
        .withExpectedHash();
  }

  /** The event that follows the head; the time is kept to the microsecond. */
  public static AuditEvent append(AuditHead head, AuditEntry entry, Instant at) {
    return link(head, pending(head.tenant(), entry, at));
  }
}

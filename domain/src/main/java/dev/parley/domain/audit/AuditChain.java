package dev.parley.domain.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Adds events to a chain. The hashes are not keyed: whoever can write to the store can also write a
 * whole chain anew. What shows that is a {@linkplain AuditHead head} kept elsewhere.
 */
public final class AuditChain {
  private AuditChain() {}

  /**
   * The event that follows the head.
   *
   * @param at kept to the microsecond, as stores keep times
   */
  public static AuditEvent append(AuditHead head, AuditEntry entry, Instant at) {
    return new AuditEvent(
            head.tenant(),
            head.seq() + 1,
            at.truncatedTo(ChronoUnit.MICROS),
            entry.actor(),
            entry.action().word(),
            entry.action().targetKind(),
            entry.targetId(),
            entry.requestId(),
            entry.details(),
            head.hash(),
            AuditHash.NONE)
        .withExpectedHash();
  }
}

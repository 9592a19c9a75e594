package dev.parley.domain.audit;

import dev.parley.domain.digest.FieldDigest;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A link of a tenant's chain, as it was written or as somebody left it. It may hold anything that a
 * store can: whether it is what was written, {@link AuditVerifier} says.
 *
 * @param seq position in the chain, counted from 1 without gaps
 * @param at to the microsecond
 * @param action the word of an {@link AuditAction}
 * @param requestId null: no request asked for it
 * @param prevHash of the event before; {@link AuditHash#NONE} for the first
 * @param hash of all other components
 */
public record AuditEvent(
    TenantId tenant,
    long seq,
    Instant at,
    String actor,
    String action,
    String targetKind,
    String targetId,
    @Nullable String requestId,
    Map<String, String> details,
    AuditHash prevHash,
    AuditHash hash) {
  /** Names the canonical form. Another form gets another name, so that no hash fits both. */
  private static final String FORM = "parley.audit-event.v1";

  public AuditEvent {
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(at);
    Objects.requireNonNull(actor);
    Objects.requireNonNull(action);
    Objects.requireNonNull(targetKind);
    Objects.requireNonNull(targetId);
    Objects.requireNonNull(prevHash);
    Objects.requireNonNull(hash);
    details = Map.copyOf(details);
  }

  /** What the next event follows. */
  public AuditHead head() {
    return new AuditHead(tenant, seq, hash);
  }

  /**
   * The hash that the event should have: SHA-256 over the values below, in this order, in the
   * unambiguous form that {@link FieldDigest} describes. Times are seconds since 1970 and
   * nanoseconds, ids are in their usual form of 36 characters.
   */
  AuditHash expectedHash() {
    return AuditHash.of(
        new FieldDigest(FORM)
            .text(tenant.toString())
            .number(seq)
            .number(at.getEpochSecond())
            .number(at.getNano())
            .text(actor)
            .text(action)
            .text(targetKind)
            .text(targetId)
            .text(requestId)
            .map(details)
            .bytes(prevHash.bytes())
            .hash());
  }

  AuditEvent withExpectedHash() {
    return new AuditEvent(
        tenant,
        seq,
        at,
        actor,
        action,
        targetKind,
        targetId,
        requestId,
        details,
        prevHash,
        expectedHash());
  }
}

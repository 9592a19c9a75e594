package dev.parley.domain.audit;

import dev.parley.domain.tenant.TenantId;
import java.util.Objects;

/**
 * The newest link of a chain. Kept elsewhere, it shows later that nothing was cut off since.
 *
 * @param seq 0: the chain is empty
 * @param hash of the event of that seq
 */
public record AuditHead(TenantId tenant, long seq, AuditHash hash) {
  public AuditHead {
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(hash);
    if (seq < 0) {
      throw new IllegalArgumentException("seq: " + seq + " (expected: 0 or more)");
    }
  }

  /** The head of a chain that holds nothing. */
  public static AuditHead empty(TenantId tenant) {
    return new AuditHead(tenant, 0, AuditHash.NONE);
  }
}

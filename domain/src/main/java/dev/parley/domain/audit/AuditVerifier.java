package dev.parley.domain.audit;

import dev.parley.domain.audit.AuditVerdict.Broken;
import dev.parley.domain.audit.AuditVerdict.Intact;
import dev.parley.domain.audit.AuditVerdict.Reason;
import dev.parley.domain.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Verifies one tenant's chain, event by event in the order of the store, in constant space. Not
 * safe for use by several threads.
 *
 * <p>An event that was changed is named itself where its hash was left as it was. Where its hash
 * was made to fit, the event after it is named, since it is the first that contradicts. A changed
 * last event whose hash was made to fit, and a chain that was cut off or written anew, contradict
 * nothing: only an expected head shows them.
 */
public final class AuditVerifier {
  private final @Nullable AuditHead expected;
  private AuditHead head;
  private @Nullable Broken broken;

  /**
   * Begins at the first event of a chain.
   *
   * @param expected what the chain was seen to hold before; null: nothing is known
   * @throws IllegalArgumentException if the expected head is another tenant's
   */
  public AuditVerifier(TenantId tenant, @Nullable AuditHead expected) {
    if (expected != null && !expected.tenant().equals(tenant)) {
      throw new IllegalArgumentException(
          "expected head: of tenant " + expected.tenant() + " (expected: of " + tenant + ")");
    }
    this.head = AuditHead.empty(tenant);
    this.expected = expected;
  }

  /**
   * Looks at the next event of the store. Returns whether looking at more of them can tell more:
   * false once the first broken link is known.
   */
  public boolean accept(AuditEvent event) {
    if (broken != null) {
      if (broken.reason() == Reason.GAP && event.seq() == broken.seq()) {
        broken = new Broken(broken.seq(), Reason.REORDERED);
      }
      return broken.reason() == Reason.GAP;
    }
    broken = contradiction(event);
    if (broken == null) {
      head = event.head();
      return true;
    }
    return broken.reason() == Reason.GAP;
  }

  /** What the events looked at so far come to, if there are no others. */
  public AuditVerdict verdict() {
    if (broken != null) {
      return broken;
    }
    if (expected != null && head.seq() < expected.seq()) {
      return new Broken(head.seq() + 1, Reason.TRUNCATED);
    }
    return new Intact(head);
  }

  private @Nullable Broken contradiction(AuditEvent event) {
    long due = head.seq() + 1;
    if (!event.tenant().equals(head.tenant())) {
      return new Broken(due, Reason.OTHER_TENANT);
    }
    if (event.seq() > due) {
      return new Broken(due, Reason.GAP);
    }
    if (event.seq() < due) {
      return new Broken(event.seq(), Reason.REORDERED);
    }
    if (!event.expectedHash().equals(event.hash())) {
      return new Broken(due, Reason.HASH_MISMATCH);
    }
    if (!event.prevHash().equals(head.hash())) {
      return new Broken(due, Reason.WRONG_PREVIOUS);
    }
    if (expected != null && due == expected.seq() && !event.hash().equals(expected.hash())) {
      return new Broken(due, Reason.OTHER_HEAD);
    }
    return null;
  }
}

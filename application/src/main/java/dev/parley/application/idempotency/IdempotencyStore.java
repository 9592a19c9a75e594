package dev.parley.application.idempotency;

import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which requests are being answered or have been, as all nodes see it. */
public interface IdempotencyStore {

  /** What is there under a name. */
  sealed interface Present {

    /**
     * It is being answered.
     *
     * @param fingerprint null: not known yet
     */
    record Running(@Nullable Fingerprint fingerprint) implements Present {}

    /** It has been answered. */
    record Answered(Fingerprint fingerprint, KeptAnswer answer) implements Present {}
  }

  /**
   * Takes a name that nobody holds: one that was never used, whose lease ran out before an answer,
   * or whose answer has expired. Of several callers at once, one takes it.
   *
   * @param fingerprint null: not known yet
   * @param leaseUntil when others may take it for abandoned
   * @return what is there already; empty if it was taken
   */
  Optional<Present> take(
      Claim claim, @Nullable Fingerprint fingerprint, Instant now, Instant leaseUntil);

  /** What is there under a name, without taking it; empty: nothing, or what has expired. */
  Optional<Present> find(RequestName name, Instant now);

  /**
   * Keeps the answer to a request; false if the claim is not the one that is there.
   *
   * @param expiresAt when it is as if the name had never been used
   */
  boolean keep(Claim claim, Fingerprint fingerprint, KeptAnswer answer, Instant expiresAt);

  /** Gives up a claim without an answer; false if it is not the one that is there. */
  boolean release(Claim claim);

  /** Holds those of the claims longer that are still there, all of this tenant. */
  void renew(TenantId tenant, List<Claim> claims, Instant leaseUntil);

  /** Removes answers that have expired, and claims whose lease has, of all tenants. */
  int trim(Instant now);
}

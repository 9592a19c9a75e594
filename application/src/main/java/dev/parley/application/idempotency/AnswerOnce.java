package dev.parley.application.idempotency;

import dev.parley.application.idempotency.IdempotencyStore.Present;
import dev.parley.domain.id.Ids;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a request which is sent again under its name is carried out once, whichever nodes
 * it comes to, and answered as the first time. A node that ends without an answer frees what it
 * held when its lease runs out.
 *
 * <p>Bodies are kept sealed under the caller's credential: some answers hold a secret that is
 * stored nowhere else in the clear.
 *
 * <p>Safe for use by many threads. Every method blocks on the store.
 */
public final class AnswerOnce {
  /** How long an answer can be had again. */
  public static final Duration KEPT = Duration.ofHours(24);

  /** Four times what lies between two renewals. */
  static final Duration LEASE = Duration.ofSeconds(20);

  /** No request takes longer; what does has lost its way. */
  static final Duration LONGEST = Duration.ofMinutes(15);

  private final IdempotencyStore store;
  private final Ids ids;
  private final Clock clock;
  private final Map<Claim, Instant> held = new ConcurrentHashMap<>();

  public AnswerOnce(IdempotencyStore store, Ids ids, Clock clock) {
    this.store = Objects.requireNonNull(store);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /** How a request begins. */
  public sealed interface Beginning {

    /** It is the first: carry it out, then {@link #keep} its answer or {@link #release} it. */
    record First(Claim claim) implements Beginning {}

    /** The same request is being carried out. */
    record Running() implements Beginning {}

    /** Another request has this name. */
    record Mismatch() implements Beginning {}

    /**
     * It was carried out before.
     *
     * @param fingerprint what it asked for; still to be compared where it was not known
     */
    record Again(Fingerprint fingerprint, KeptAnswer answer) implements Beginning {}
  }

  /**
   * Begins a request.
   *
   * @param fingerprint null: known only when all of the request has been read
   */
  public Beginning begin(RequestName name, @Nullable Fingerprint fingerprint) {
    Claim claim = new Claim(name, ids.next());
    Instant now = clock.instant();
    Optional<Present> present = store.take(claim, fingerprint, now, now.plus(LEASE));
    if (present.isEmpty()) {
      held.put(claim, now);
      return new Beginning.First(claim);
    }
    return switch (present.get()) {
      case Present.Running running ->
          differ(fingerprint, running.fingerprint())
              ? new Beginning.Mismatch()
              : new Beginning.Running();
      case Present.Answered answered ->
          differ(fingerprint, answered.fingerprint())
              ? new Beginning.Mismatch()
              : new Beginning.Again(answered.fingerprint(), answered.answer());
    };
  }

  private static boolean differ(@Nullable Fingerprint one, @Nullable Fingerprint other) {
    return one != null && other != null && !one.equals(other);
  }

  /** Keeps the answer to a request that was begun here. */
  public void keep(Claim claim, Fingerprint fingerprint, KeptAnswer answer) {
    held.remove(claim);
    store.keep(claim, fingerprint, answer, clock.instant().plus(KEPT));
  }

  /** Lets a request that was begun here be carried out anew when it is sent again. */
  public void release(Claim claim) {
    held.remove(claim);
    store.release(claim);
  }

  /** Says to all nodes that the requests begun here are still being carried out. */
  public void renewLeases() {
    Instant now = clock.instant();
    held.values().removeIf(begun -> begun.plus(LONGEST).isBefore(now));
    Map<TenantId, List<Claim>> byTenant =
        held.keySet().stream().collect(Collectors.groupingBy(claim -> claim.request().tenant()));
    byTenant.forEach((tenant, claims) -> store.renew(tenant, claims, now.plus(LEASE)));
  }

  /** Removes what has expired, of all tenants. */
  public int trim() {
    return store.trim(clock.instant());
  }
}

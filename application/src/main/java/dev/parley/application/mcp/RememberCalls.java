package dev.parley.application.mcp;

import dev.parley.application.idempotency.AnswerOnce;
import dev.parley.application.idempotency.Claim;
import dev.parley.application.idempotency.Fingerprint;
import dev.parley.application.idempotency.IdempotencyStore;
import dev.parley.application.idempotency.IdempotencyStore.Present;
import dev.parley.application.idempotency.KeptAnswer;
import dev.parley.application.idempotency.RequestName;
import dev.parley.domain.conversation.ClientKey;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.id.Ids;
import dev.parley.domain.tenant.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * Remembers what one request of a session must know of another, whichever nodes they come to: which
 * run answers a call, that a call was taken back, and that a session has ended. The sessions
 * themselves are kept nowhere. What is remembered is one caller's: another's names mean nothing.
 *
 * <p>It is kept where answered requests are, under subjects that no caller has. Safe for use by
 * many threads. Every method blocks on the store.
 */
public final class RememberCalls {
  private static final String NAME = "parley.mcp-call.v1";
  private static final String SUBJECT_PREFIX = "mcp ";

  /** The first lines about a call are written one after the other at once. */
  private static final Duration WRITING = Duration.ofSeconds(20);

  private final IdempotencyStore store;
  private final Ids ids;
  private final Clock clock;

  public RememberCalls(IdempotencyStore store, Ids ids, Clock clock) {
    this.store = Objects.requireNonNull(store);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Remembers for a day which run answers a call. A client that uses an id twice in a session can
   * take back the first call alone.
   */
  public void begin(Principal caller, CallName call, RunId run) {
    Instant now = clock.instant();
    Claim claim = claim(caller, "run", call);
    if (store.take(claim, fingerprint(call), now, now.plus(WRITING)).isEmpty()) {
      var unused =
          store.keep(
              claim, fingerprint(call), new KeptAnswer.Events(run), now.plus(AnswerOnce.KEPT));
    }
  }

  /**
   * Takes a call back.
   *
   * @return the run that is to be cancelled; empty if no run answers such a call
   */
  public Optional<RunId> withdraw(Principal caller, CallName call) {
    Instant now = clock.instant();
    Optional<RunId> run =
        store.find(claim(caller, "run", call).request(), now).flatMap(RememberCalls::runOf);
    if (run.isPresent()) {
      var unused =
          store.take(
              claim(caller, "withdrawn", call), fingerprint(call), now, now.plus(AnswerOnce.KEPT));
    }
    return run;
  }

  private static Optional<RunId> runOf(Present present) {
    return present instanceof Present.Answered answered
            && answered.answer() instanceof KeptAnswer.Events events
        ? Optional.of(events.run())
        : Optional.empty();
  }

  /** Whether a call was taken back. */
  public boolean isWithdrawn(Principal caller, CallName call) {
    return store.find(claim(caller, "withdrawn", call).request(), clock.instant()).isPresent();
  }

  /**
   * Ends a session.
   *
   * @param until when it would have ended by itself
   */
  public void end(Principal caller, String session, Instant until) {
    CallName whole = new CallName(session, "");
    var unused =
        store.take(claim(caller, "ended", whole), fingerprint(whole), clock.instant(), until);
  }

  /** Whether a session was ended. */
  public boolean hasEnded(Principal caller, String session) {
    CallName whole = new CallName(session, "");
    return store.find(claim(caller, "ended", whole).request(), clock.instant()).isPresent();
  }

  private Claim claim(Principal caller, String what, CallName call) {
    String key = what + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest(call));
    return new Claim(
        new RequestName(caller.tenant(), SUBJECT_PREFIX + caller.subject(), new ClientKey(key)),
        ids.next());
  }

  private static Fingerprint fingerprint(CallName call) {
    return Fingerprint.of(digest(call));
  }

  /** A session's id holds no line break, so no two calls are written alike. */
  private static byte[] digest(CallName call) {
    String name = NAME + "\n" + call.session() + "\n" + call.request();
    try {
      return MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

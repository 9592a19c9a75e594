package dev.parley.application.gateway;

import dev.parley.application.conversation.UsageLedger;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.quota.AdmitRequest;
import dev.parley.application.quota.Estimate;
import dev.parley.application.quota.Reservation;
import dev.parley.application.schedule.ModelQueue;
import dev.parley.domain.id.Ids;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.RateLimitStatus;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.schedule.Priority;
import dev.parley.domain.tenant.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What every call of a model passes here, whoever answers it: the caller's rates before, a turn at
 * the model, and the books behind. Safe for use by many threads.
 */
public final class Admittance {
  /** Whoever waits longer than this has gone. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final AdmitRequest admitRequest;
  private final MeterCalls meterCalls;
  private final Ids ids;
  private final Clock clock;

  public Admittance(AdmitRequest admitRequest, MeterCalls meterCalls, Ids ids, Clock clock) {
    this.admitRequest = Objects.requireNonNull(admitRequest);
    this.meterCalls = Objects.requireNonNull(meterCalls);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Reserves what a call may use; refused as {@link AdmitRequest#admit} does. */
  Outcome<Admitted> admit(
      Principal caller, int promptTokens, int completionTokens, @Nullable TokenPrice price) {
    return admitRequest
        .admit(
            caller.tenant(),
            caller.subject(),
            null,
            Estimate.of(promptTokens, completionTokens, price))
        .then(reservation -> Outcome.done(new Admitted(caller, promptTokens, reservation)));
  }

  /** A call that is let in. It ends once, by {@link #settle} or {@link #release}. */
  final class Admitted {
    private final Principal caller;
    private final int promptTokens;
    private final Reservation reservation;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Admitted(Principal caller, int promptTokens, Reservation reservation) {
      this.caller = caller;
      this.promptTokens = promptTokens;
      this.reservation = reservation;
    }

    List<RateLimitStatus> limits() {
      return reservation.status();
    }

    /** The estimate of the prompt, in tokens. */
    int promptTokens() {
      return promptTokens;
    }

    /** Waits for a turn; refused where too many wait, and then everything is given back. */
    Outcome<ModelQueue.Permit> awaitTurn(ModelQueue queue) throws InterruptedException {
      boolean mayGoOn = false;
      try {
        switch (queue.acquire(caller.tenant(), Priority.INTERACTIVE, promptTokens, PATIENCE)) {
          case ModelQueue.Permit permit -> {
            mayGoOn = true;
            return Outcome.done(permit);
          }
          case ModelQueue.Refused refused -> {
            return Outcome.refused(
                new Refusal.Unavailable(
                    "Too many requests wait for the models.", refused.retryAfter()));
          }
        }
      } finally {
        if (!mayGoOn) {
          release();
        }
      }
    }

    /** A turn if it can be had at once; null if not, and then everything is given back. */
    ModelQueue.@Nullable Permit tryTurn(ModelQueue queue) {
      ModelQueue.Permit permit =
          queue.tryAcquire(caller.tenant(), Priority.INTERACTIVE, promptTokens);
      if (permit == null) {
        release();
      }
      return permit;
    }

    /** Books what was used. */
    void settle(ModelId model, @Nullable TokenPrice price, int prompt, int cached, int completion) {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      Money cost = price == null ? Money.ZERO : price.of(prompt, cached, completion);
      TokenUsage usage = new TokenUsage(prompt, completion, cost);
      admitRequest.settle(reservation, usage);
      meterCalls.record(
          new UsageLedger.Call(
              caller.tenant(), ids.next(), caller.subject(), model, usage, clock.instant()));
    }

    /** Gives the tokens back: it was asked for, and counts as a request, but nothing came of it. */
    void settleUnused() {
      if (ended.compareAndSet(false, true)) {
        admitRequest.settle(reservation, TokenUsage.NONE);
      }
    }

    /** Gives everything back: nothing was used. After an end it does nothing. */
    void release() {
      if (ended.compareAndSet(false, true)) {
        admitRequest.release(reservation);
      }
    }
  }
}

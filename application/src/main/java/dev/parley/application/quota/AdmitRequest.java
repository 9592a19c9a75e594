package dev.parley.application.quota;

import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.id.Ids;
import dev.parley.domain.quota.Decision;
import dev.parley.domain.quota.Demand;
import dev.parley.domain.quota.Quota;
import dev.parley.domain.quota.QuotaState;
import dev.parley.domain.quota.Rate;
import dev.parley.domain.quota.RateLimitStatus;
import dev.parley.domain.quota.ReservationId;
import dev.parley.domain.quota.Settlement;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.quota.Transition;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request in as far as its owner's rates and its bot's budget go. Each holder is counted
 * atomically; where the budget refuses, the rates get back what they had granted.
 */
public final class AdmitRequest {
  /** Longer than any answer takes; what is held is free again after it if the process dies. */
  private static final Duration HOLD = Duration.ofHours(1);

  private final QuotaStore store;
  private final Quota rates;
  private final Spending spending;
  private final Ids ids;
  private final Clock clock;

  /**
   * @param requests of one caller; null: no limit
   * @param tokens of one caller; null: no limit
   */
  public AdmitRequest(
      QuotaStore store,
      @Nullable Rate requests,
      @Nullable Rate tokens,
      Spending spending,
      Ids ids,
      Clock clock) {
    this.store = Objects.requireNonNull(store);
    this.rates = new Quota(requests, tokens, null, null);
    this.spending = Objects.requireNonNull(spending);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  private record Reserved(Decision decision, List<RateLimitStatus> status) {}

  /**
   * Reserves one request and its estimate. Refused with {@link Refusal.Limited}, and then nothing
   * is counted.
   *
   * @param owner subject of the principal who asks
   */
  public Outcome<Reservation> admit(
      TenantId tenant, String owner, @Nullable Bot bot, Estimate estimate) {
    Instant now = clock.instant();
    ReservationId id = new ReservationId(ids.next());
    Rate tokens = rates.tokens();
    Demand demand =
        new Demand(
            id,
            tokens == null ? estimate.tokens() : estimate.tokensWithin(tokens.burst()),
            estimate.cost(),
            HOLD);
    Reserved reserved =
        store.update(
            tenant,
            caller(owner),
            () -> QuotaState.FRESH,
            state -> {
              Transition<Decision> step = rates.reserve(state, demand, now);
              return new Transition<>(
                  step.state(), new Reserved(step.result(), rates.status(step.state(), now)));
            });
    return switch (reserved.decision()) {
      case Decision.Refused refused -> Outcome.refused(limited(refused, now, reserved.status()));
      case Decision.Granted granted -> {
        Reservation reservation = new Reservation(id, tenant, owner, bot, reserved.status());
        yield bot == null
            ? Outcome.done(reservation)
            : withinBudget(bot, estimate, reservation, now);
      }
    };
  }

  private Outcome<Reservation> withinBudget(
      Bot bot, Estimate estimate, Reservation reservation, Instant now) {
    Quota budget = budget(bot);
    Demand demand = new Demand(reservation.id(), 0, estimate.costWithin(bot.dailyBudget()), HOLD);
    Decision decision =
        store.update(
            reservation.tenant(),
            holder(bot),
            () -> inTheBooks(bot, now),
            state -> budget.reserve(state, demand, now));
    return switch (decision) {
      case Decision.Granted granted -> Outcome.done(reservation);
      case Decision.Refused refused -> {
        endRates(reservation, state -> rates.release(state, reservation.id(), now));
        yield Outcome.refused(limited(refused, now, reservation.status()));
      }
    };
  }

  /** Counts what a request used; a second time, or after a release, changes nothing. */
  public void settle(Reservation reservation, TokenUsage usage) {
    Instant now = clock.instant();
    ReservationId id = reservation.id();
    endRates(reservation, state -> rates.settle(state, id, usage.totalTokens(), usage.cost(), now));
    Bot bot = reservation.bot();
    if (bot != null) {
      endBudget(
          reservation,
          bot,
          now,
          state -> budget(bot).settle(state, id, usage.totalTokens(), usage.cost(), now));
    }
  }

  /** Gives back everything: the request did not take place. */
  public void release(Reservation reservation) {
    Instant now = clock.instant();
    ReservationId id = reservation.id();
    endRates(reservation, state -> rates.release(state, id, now));
    Bot bot = reservation.bot();
    if (bot != null) {
      endBudget(reservation, bot, now, state -> budget(bot).release(state, id, now));
    }
  }

  /** A step that ends a reservation; what was ended before stays as it was. */
  @FunctionalInterface
  private interface End {
    Transition<Settlement> of(QuotaState state);
  }

  private void endRates(Reservation reservation, End end) {
    var unused =
        store.update(
            reservation.tenant(), caller(reservation.owner()), () -> QuotaState.FRESH, end::of);
  }

  private void endBudget(Reservation reservation, Bot bot, Instant now, End end) {
    var unused =
        store.update(reservation.tenant(), holder(bot), () -> inTheBooks(bot, now), end::of);
  }

  /** A restart forgets no spending: the books have it. */
  private QuotaState inTheBooks(Bot bot, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return QuotaState.spent(
        spending.spent(bot.tenant(), bot.id(), today, today),
        spending.spent(bot.tenant(), bot.id(), today.withDayOfMonth(1), today),
        now);
  }

  private static Quota budget(Bot bot) {
    return Quota.ofBudgets(bot.dailyBudget(), null);
  }

  private static String caller(String owner) {
    return "caller:" + owner;
  }

  private static String holder(Bot bot) {
    return "bot:" + bot.id().value();
  }

  private static Refusal limited(
      Decision.Refused refused, Instant now, List<RateLimitStatus> status) {
    String what =
        switch (refused.limit()) {
          case REQUESTS -> "Too many requests a minute";
          case TOKENS -> "Too many model tokens a minute";
          case DAILY_BUDGET -> "The bot's budget of the day is used up";
          case MONTHLY_BUDGET -> "The budget of the month is used up";
        };
    return switch (refused.retry()) {
      case Decision.Retry.At at ->
          new Refusal.Limited(
              refused.limit().code(), what + ".", Duration.between(now, at.instant()), status);
      case Decision.Retry.Never never ->
          new Refusal.Limited(
              refused.limit().code(),
              what
                  + ": this one needs "
                  + never.demanded()
                  + " (expected: at most "
                  + never.most()
                  + ").",
              null,
              status);
    };
  }
}

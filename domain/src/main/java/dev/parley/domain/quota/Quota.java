package dev.parley.domain.quota;

import dev.parley.domain.quota.Decision.Granted;
import dev.parley.domain.quota.Decision.Refused;
import dev.parley.domain.quota.Decision.Retry;
import dev.parley.domain.quota.QuotaState.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one holder (a key, a bot, a tenant) may use: two token buckets and two budgets, any of which
 * may be absent. A request reserves an estimate before it begins, and settles what it used or
 * releases everything when it ends. Each method is a pure step from a state to the next; whoever
 * keeps the state makes it atomic.
 *
 * <p><b>Rates.</b> A bucket's debt is a queue that is paid off from its front. Settling for less
 * than was reserved takes back that part of the reservation which has not been paid off yet: what
 * has been, has been replaced by new allowance already, and giving it back too would let more pass
 * than the limit. So what is used, counted when it was reserved, is in no window of {@code t}
 * minutes more than {@code burst + t * perMinute}. Settling for more than was reserved adds the
 * excess to the debt, which may then exceed the burst: later requests wait for it.
 *
 * <p><b>Budgets.</b> They are of the days and months of the UTC calendar. Open reservations count
 * in full against both, whenever they were made; what is settled counts in the day and month in
 * which it is settled. So what is spent and reserved together exceeds no budget when a reservation
 * is granted. A settlement is never refused: an excess over the estimate may overdraw a budget, and
 * the next reservation is refused.
 *
 * <p><b>Expiry.</b> A reservation that nobody ends lapses: its money is free again, its request and
 * its tokens stay counted and are paid off as any others. Settling it later changes nothing.
 *
 * <p>A clock that goes back stands still as far as this is concerned. Instants are between the
 * years 1970 and 2262.
 *
 * @param requests null: no limit
 * @param tokens null: no limit
 * @param daily null: no limit
 * @param monthly null: no limit
 */
public record Quota(
    @Nullable Rate requests,
    @Nullable Rate tokens,
    @Nullable Money daily,
    @Nullable Money monthly) {

  /** Refuses nothing. */
  public static final Quota UNLIMITED = new Quota(null, null, null, null);

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** A quota of rates alone. */
  public static Quota ofRates(Rate requests, Rate tokens) {
    return new Quota(requests, tokens, null, null);
  }

  /** A quota of money alone. */
  public static Quota ofBudgets(@Nullable Money daily, @Nullable Money monthly) {
    return new Quota(null, null, daily, monthly);
  }

  /**
   * Reserves one request and what it is estimated to use. Asking again under the id of an open
   * reservation grants what is granted already and counts nothing.
   */
  public Transition<Decision> reserve(QuotaState state, Demand demand, Instant now) {
    QuotaState present = advance(state, now);
    for (Hold hold : present.holds()) {
      if (hold.is(demand.id())) {
        return new Transition<>(present, new Granted(QuotaState.instant(hold.expiresAt())));
      }
    }
    Wait longest = new Wait(Limit.REQUESTS, present.at(), 0, 0);
    if (requests != null) {
      longest = rateWait(Limit.REQUESTS, requests, present.requestDebt(), 1, present.at());
    }
    if (tokens != null) {
      longest =
          longest.orLonger(
              rateWait(Limit.TOKENS, tokens, present.tokenDebt(), demand.tokens(), present.at()));
    }
    long cost = demand.cost().microUsd();
    if (daily != null) {
      long end = (present.day() + 1) * QuotaState.NANOS_PER_DAY;
      longest =
          longest.orLonger(
              moneyWait(Limit.DAILY_BUDGET, daily, present, present.daySpent(), end, cost));
    }
    if (monthly != null) {
      long end = QuotaState.endOfMonth(present.month());
      longest =
          longest.orLonger(
              moneyWait(Limit.MONTHLY_BUDGET, monthly, present, present.monthSpent(), end, cost));
    }
    if (longest.until() > present.at()) {
      return new Transition<>(present, new Refused(longest.limit(), longest.retry()));
    }
    long expiresAt = Rate.saturatingAdd(present.at(), demand.holdFor().toNanos());
    long requestUnits = requests == null ? 0 : Rate.UNIT;
    long tokenUnits = tokens == null ? 0 : Rate.units(demand.tokens());
    List<Hold> holds = new ArrayList<>(present.holds().size() + 1);
    for (Hold hold : present.holds()) {
      holds.add(hold.behind(requestUnits, tokenUnits));
    }
    holds.add(
        new Hold(
            demand.id().value().getMostSignificantBits(),
            demand.id().value().getLeastSignificantBits(),
            demand.tokens(),
            cost,
            0,
            0,
            expiresAt));
    QuotaState next =
        new QuotaState(
            present.at(),
            present.requestDebt() + requestUnits,
            present.tokenDebt() + tokenUnits,
            present.day(),
            present.daySpent(),
            present.month(),
            present.monthSpent(),
            holds);
    return new Transition<>(next, new Granted(QuotaState.instant(expiresAt)));
  }

  /**
   * Ends a reservation with what was really used: takes back what is left over, or counts the
   * excess. Its request stays counted.
   *
   * @param usedTokens 0 or more
   */
  public Transition<Settlement> settle(
      QuotaState state, ReservationId id, long usedTokens, Money cost, Instant now) {
    if (usedTokens < 0) {
      throw new IllegalArgumentException("tokens: " + usedTokens + " (expected: 0 or more)");
    }
    return end(state, id, 1, usedTokens, cost, now);
  }

  /** Ends a reservation of which nothing was used, its request included. */
  public Transition<Settlement> release(QuotaState state, ReservationId id, Instant now) {
    return end(state, id, 0, 0, Money.ZERO, now);
  }

  /** How much of each rate is left; empty where there is none. */
  public List<RateLimitStatus> status(QuotaState state, Instant now) {
    QuotaState present = advance(state, now);
    List<RateLimitStatus> status = new ArrayList<>(2);
    if (requests != null) {
      status.add(status(Limit.REQUESTS, requests, present.requestDebt()));
    }
    if (tokens != null) {
      status.add(status(Limit.TOKENS, tokens, present.tokenDebt()));
    }
    return List.copyOf(status);
  }

  private static RateLimitStatus status(Limit limit, Rate rate, long debt) {
    return new RateLimitStatus(
        limit,
        rate.perMinute(),
        WINDOW,
        rate.remaining(debt),
        Duration.ofNanos(rate.waitUntilFull(debt)));
  }

  /**
   * When a limit would let a demand pass.
   *
   * @param until in nanoseconds since 1970; the greatest long: never
   */
  private record Wait(Limit limit, long until, long demanded, long most) {
    Wait orLonger(Wait other) {
      return other.until > until ? other : this;
    }

    Retry retry() {
      return until == Long.MAX_VALUE
          ? new Retry.Never(demanded, most)
          : new Retry.At(QuotaState.instant(until));
    }
  }

  private static Wait rateWait(Limit limit, Rate rate, long debt, long count, long now) {
    long until =
        count > rate.burst() ? Long.MAX_VALUE : Rate.saturatingAdd(now, rate.waitFor(debt, count));
    return new Wait(limit, until, count, rate.burst());
  }

  /** Money is freed when reservations lapse and when the day or month ends. */
  private static Wait moneyWait(
      Limit limit, Money budget, QuotaState present, long spent, long end, long cost) {
    long most = budget.microUsd();
    if (cost > most) {
      return new Wait(limit, Long.MAX_VALUE, cost, most);
    }
    long room = most - cost;
    long held = present.held();
    if (Rate.saturatingAdd(spent, held) <= room) {
      return new Wait(limit, present.at(), cost, most);
    }
    List<Hold> byExpiry = new ArrayList<>(present.holds());
    byExpiry.sort((one, other) -> Long.compare(one.expiresAt(), other.expiresAt()));
    for (Hold hold : byExpiry) {
      long until = hold.expiresAt();
      if (until >= end && held <= room) {
        break;
      }
      held -= hold.cost();
      if ((until >= end ? held : Rate.saturatingAdd(spent, held)) <= room) {
        return new Wait(limit, until, cost, most);
      }
    }
    return new Wait(limit, end, cost, most);
  }

  private Transition<Settlement> end(
      QuotaState state,
      ReservationId id,
      int usedRequests,
      long usedTokens,
      Money cost,
      Instant now) {
    QuotaState present = advance(state, now);
    int index = 0;
    while (index < present.holds().size() && !present.holds().get(index).is(id)) {
      index++;
    }
    if (index == present.holds().size()) {
      return new Transition<>(present, Settlement.UNKNOWN);
    }
    Hold ended = present.holds().get(index);
    long requestsBack =
        usedRequests == 1 || requests == null
            ? 0
            : unpaid(present.requestDebt(), ended.requestsBehind(), Rate.UNIT);
    long tokensBack = 0;
    long tokensMore = 0;
    if (tokens != null) {
      long reserved = Rate.units(ended.tokens());
      long used = Rate.units(usedTokens);
      tokensBack =
          Math.min(
              Math.max(0, reserved - used),
              unpaid(present.tokenDebt(), ended.tokensBehind(), reserved));
      tokensMore = Math.max(0, used - reserved);
    }
    List<Hold> holds = new ArrayList<>(present.holds().size() - 1);
    for (int i = 0; i < present.holds().size(); i++) {
      Hold hold = present.holds().get(i);
      if (i < index) {
        // Its own part of the queue is ahead of what is taken back.
        holds.add(hold.without(requestsBack, tokensBack).behind(0, tokensMore));
      } else if (i > index) {
        holds.add(hold.behind(0, tokensMore));
      }
    }
    QuotaState next =
        new QuotaState(
            present.at(),
            present.requestDebt() - requestsBack,
            Rate.saturatingAdd(present.tokenDebt() - tokensBack, tokensMore),
            present.day(),
            Rate.saturatingAdd(present.daySpent(), cost.microUsd()),
            present.month(),
            Rate.saturatingAdd(present.monthSpent(), cost.microUsd()),
            holds);
    return new Transition<>(next, Settlement.APPLIED);
  }

  /** How much of a reservation is still in the queue: all of it, its rear part, or nothing. */
  private static long unpaid(long debt, long behind, long reserved) {
    return Math.clamp(debt - behind, 0, reserved);
  }

  /** The state as time alone has changed it. */
  private QuotaState advance(QuotaState state, Instant now) {
    long nanos = Math.max(state.at(), QuotaState.nanos(now));
    long elapsed = nanos - state.at();
    long today = QuotaState.dayOf(nanos);
    boolean sameDay = today == state.day();
    long month = sameDay ? state.month() : QuotaState.monthOf(today);
    return new QuotaState(
        nanos,
        requests == null ? 0 : requests.paidOff(state.requestDebt(), elapsed),
        tokens == null ? 0 : tokens.paidOff(state.tokenDebt(), elapsed),
        today,
        sameDay ? state.daySpent() : 0,
        month,
        month == state.month() ? state.monthSpent() : 0,
        open(state.holds(), nanos));
  }

  private static List<Hold> open(List<Hold> holds, long now) {
    for (Hold hold : holds) {
      if (hold.expiresAt() <= now) {
        return holds.stream().filter(each -> each.expiresAt() > now).toList();
      }
    }
    return holds;
  }
}

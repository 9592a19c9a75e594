package dev.parley.domain.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.quota.Decision.Granted;
import dev.parley.domain.quota.Decision.Refused;
import dev.parley.domain.quota.Decision.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

class QuotaProperties {
  private static final String SEED = "71";
  private static final Instant START = Instant.parse("2026-01-30T23:58:00Z");
  private static final int IDS = 8;

  enum Act {
    RESERVE,
    SETTLE,
    RELEASE
  }

  /** Something that happens after a while. */
  record Step(Duration after, Act act, int id, long tokens, long cost, Duration holdFor) {
    ReservationId reservation() {
      return new ReservationId(new UUID(7, id));
    }

    Demand demand() {
      return new Demand(reservation(), tokens, new Money(cost), holdFor);
    }
  }

  @Provide
  Arbitrary<Quota> quotas() {
    Arbitrary<Rate> rates =
        Combinators.combine(Arbitraries.longs().between(1, 40), Arbitraries.longs().between(1, 40))
            .as(Rate::new);
    Arbitrary<Money> budgets = Arbitraries.longs().between(0, 60).map(Money::new);
    return Combinators.combine(
            rates.injectNull(0.2),
            rates.injectNull(0.2),
            budgets.injectNull(0.3),
            budgets.injectNull(0.3))
        .as(Quota::new);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Duration> pauses =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.longs().between(0, 4_000_000_000L).map(Duration::ofNanos)),
            Tuple.of(3, Arbitraries.longs().between(0, 90).map(Duration::ofSeconds)),
            Tuple.of(1, Arbitraries.longs().between(0, 30).map(Duration::ofHours)));
    return Combinators.combine(
            pauses,
            Arbitraries.frequency(
                Tuple.of(5, Act.RESERVE), Tuple.of(3, Act.SETTLE), Tuple.of(1, Act.RELEASE)),
            Arbitraries.integers().between(1, IDS),
            Arbitraries.longs().between(0, 25),
            Arbitraries.longs().between(0, 30),
            Arbitraries.longs().between(1, 600).map(Duration::ofSeconds))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  @Property(seed = SEED, tries = 1_500)
  void doesAsTheNaiveQuotaDoes(@ForAll("quotas") Quota quota, @ForAll("steps") List<Step> steps) {
    NaiveQuota naive = new NaiveQuota(quota, START);
    QuotaState state = QuotaState.FRESH;
    Instant now = START;
    for (Step step : steps) {
      now = now.plus(step.after());
      switch (step.act()) {
        case RESERVE -> {
          Transition<Decision> done = quota.reserve(state, step.demand(), now);
          assertThat(done.result() instanceof Granted).isEqualTo(naive.reserve(step.demand(), now));
          state = done.state();
        }
        case SETTLE -> {
          Transition<Settlement> done =
              quota.settle(state, step.reservation(), step.tokens(), new Money(step.cost()), now);
          assertThat(done.result() == Settlement.APPLIED)
              .isEqualTo(naive.settle(step.reservation(), step.tokens(), step.cost(), now));
          state = done.state();
        }
        case RELEASE -> {
          Transition<Settlement> done = quota.release(state, step.reservation(), now);
          assertThat(done.result() == Settlement.APPLIED)
              .isEqualTo(naive.release(step.reservation(), now));
          state = done.state();
        }
      }
      assertThat(state.requestDebt()).isEqualTo(naive.requestDebt());
      assertThat(state.tokenDebt()).isEqualTo(naive.tokenDebt());
      assertThat(state.held()).isEqualTo(naive.reserved());
      assertThat(state.daySpent()).isEqualTo(naive.spentOnDay(now));
      assertThat(state.monthSpent()).isEqualTo(naive.spentInMonth(now));
      assertThat(QuotaState.of(state.toLongs())).isEqualTo(state);
    }
  }

  /** What was used of a reservation, counted when it was made. */
  private static final class Use {
    final Instant at;
    final long reserved;
    long used;
    int requests = 1;

    Use(Instant at, long reserved) {
      this.at = at;
      this.reserved = reserved;
      this.used = reserved;
    }
  }

  @Property(seed = SEED, tries = 1_000)
  void letsNoWindowPassMoreThanTheBurstAndTheRate(
      @ForAll("quotas") Quota quota, @ForAll("steps") List<Step> steps) {
    List<Use> uses = new ArrayList<>();
    Map<ReservationId, Use> open = new HashMap<>();
    QuotaState state = QuotaState.FRESH;
    Instant now = START;
    for (Step step : steps) {
      now = now.plus(step.after());
      switch (step.act()) {
        case RESERVE -> {
          Use present = open.get(step.reservation());
          Transition<Decision> done = quota.reserve(state, step.demand(), now);
          boolean added = done.state().holds().size() > reaped(quota, state, now).holds().size();
          if (done.result() instanceof Granted && (present == null || added)) {
            Use use = new Use(now, step.tokens());
            uses.add(use);
            open.put(step.reservation(), use);
          }
          state = done.state();
        }
        case SETTLE -> {
          Use use = open.remove(step.reservation());
          long used = use == null ? 0 : Math.min(use.reserved, step.tokens());
          Transition<Settlement> done =
              quota.settle(state, step.reservation(), used, Money.ZERO, now);
          if (done.result() == Settlement.APPLIED && use != null) {
            use.used = used;
          }
          state = done.state();
        }
        case RELEASE -> {
          Use use = open.remove(step.reservation());
          Transition<Settlement> done = quota.release(state, step.reservation(), now);
          if (done.result() == Settlement.APPLIED && use != null) {
            use.used = 0;
            use.requests = 0;
          }
          state = done.state();
        }
      }
    }
    for (int from = 0; from < uses.size(); from++) {
      long tokens = 0;
      long requests = 0;
      for (int to = from; to < uses.size(); to++) {
        tokens += uses.get(to).used;
        requests += uses.get(to).requests;
        long nanos = Duration.between(uses.get(from).at, uses.get(to).at).toNanos();
        if (quota.tokens() != null) {
          assertThat(tokens * Rate.UNIT).isLessThanOrEqualTo(allowance(quota.tokens(), nanos));
        }
        if (quota.requests() != null) {
          assertThat(requests * Rate.UNIT).isLessThanOrEqualTo(allowance(quota.requests(), nanos));
        }
      }
    }
  }

  private static QuotaState reaped(Quota quota, QuotaState state, Instant now) {
    return quota.release(state, new ReservationId(new UUID(0, 0)), now).state();
  }

  private static long allowance(Rate rate, long nanos) {
    return rate.burst() * Rate.UNIT + rate.perMinute() * nanos;
  }

  @Property(seed = SEED, tries = 1_500)
  void saysExactlyWhenTheSameDemandIsGranted(
      @ForAll("quotas") Quota quota, @ForAll("steps") List<Step> steps) {
    QuotaState state = QuotaState.FRESH;
    Instant now = START;
    for (Step step : steps) {
      now = now.plus(step.after());
      state =
          switch (step.act()) {
            case RESERVE -> {
              Transition<Decision> done = quota.reserve(state, step.demand(), now);
              if (done.result() instanceof Refused refused) {
                assertHonest(quota, done.state(), step.demand(), refused, now);
              }
              yield done.state();
            }
            case SETTLE -> end(quota, state, step, true, now).state();
            case RELEASE -> end(quota, state, step, false, now).state();
          };
    }
  }

  private static void assertHonest(
      Quota quota, QuotaState state, Demand demand, Refused refused, Instant now) {
    switch (refused.retry()) {
      case Retry.At at -> {
        assertThat(at.instant()).isAfter(now);
        assertThat(quota.reserve(state, demand, at.instant().minusNanos(1)).result())
            .isInstanceOf(Refused.class);
        assertThat(quota.reserve(state, demand, at.instant()).result()).isInstanceOf(Granted.class);
      }
      case Retry.Never never -> {
        assertThat(never.demanded()).isGreaterThan(never.most());
        assertThat(quota.reserve(QuotaState.FRESH, demand, now.plus(Duration.ofDays(400))).result())
            .isEqualTo(refused);
      }
    }
  }

  @Property(seed = SEED, tries = 1_000)
  void overdrawsNoBudgetWhenItGrants(
      @ForAll("quotas") Quota quota, @ForAll("steps") List<Step> steps) {
    QuotaState state = QuotaState.FRESH;
    Instant now = START;
    for (Step step : steps) {
      now = now.plus(step.after());
      QuotaState before = state;
      switch (step.act()) {
        case RESERVE -> {
          state = quota.reserve(state, step.demand(), now).state();
          if (state.held() > reaped(quota, before, now).held()) {
            assertWithin(quota.daily(), state.daySpent() + state.held());
            assertWithin(quota.monthly(), state.monthSpent() + state.held());
          }
        }
        case SETTLE -> state = end(quota, state, step, true, now).state();
        case RELEASE -> state = end(quota, state, step, false, now).state();
      }
    }
  }

  private static void assertWithin(@Nullable Money budget, long committed) {
    if (budget != null) {
      assertThat(committed).isLessThanOrEqualTo(budget.microUsd());
    }
  }

  @Property(seed = SEED, tries = 500)
  void endsAReservationOnce(
      @ForAll("quotas") Quota quota, @ForAll("steps") List<Step> steps, @ForAll boolean settles) {
    QuotaState state = QuotaState.FRESH;
    Instant now = START;
    for (Step step : steps) {
      now = now.plus(step.after());
      state = quota.reserve(state, step.demand(), now).state();
      Transition<Settlement> once = end(quota, state, step, settles, now);
      Transition<Settlement> twice = end(quota, once.state(), step, !settles, now);

      assertThat(twice.result()).isEqualTo(Settlement.UNKNOWN);
      assertThat(twice.state()).isEqualTo(once.state());
      state = once.state();
    }
  }

  private static Transition<Settlement> end(
      Quota quota, QuotaState state, Step step, boolean settles, Instant now) {
    return settles
        ? quota.settle(state, step.reservation(), step.tokens(), new Money(step.cost()), now)
        : quota.release(state, step.reservation(), now);
  }
}

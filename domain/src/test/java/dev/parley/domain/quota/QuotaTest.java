package dev.parley.domain.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.quota.Decision.Granted;
import dev.parley.domain.quota.Decision.Refused;
import dev.parley.domain.quota.Decision.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaTest {
  private static final Instant NOON = Instant.parse("2026-02-28T12:00:00Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private static ReservationId id(int number) {
    return new ReservationId(new UUID(1, number));
  }

  private static Demand demand(int number, long tokens, long cost) {
    return new Demand(id(number), tokens, new Money(cost), HOUR);
  }

  private static QuotaState reserved(Quota quota, QuotaState state, Demand demand, Instant now) {
    Transition<Decision> done = quota.reserve(state, demand, now);
    assertThat(done.result()).isEqualTo(new Granted(now.plus(demand.holdFor())));
    return done.state();
  }

  private static Refused refused(Quota quota, QuotaState state, Demand demand, Instant now) {
    Transition<Decision> done = quota.reserve(state, demand, now);
    assertThat(done.result()).isInstanceOf(Refused.class);
    return (Refused) done.result();
  }

  @Test
  void grantsTheBurstAndThenOneAtATime() {
    Quota quota = new Quota(new Rate(6, 2), null, null, null);
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, 9, 9), NOON);
    state = reserved(quota, state, demand(2, 9, 9), NOON);

    assertThat(refused(quota, state, demand(3, 9, 9), NOON))
        .isEqualTo(new Refused(Limit.REQUESTS, new Retry.At(NOON.plusSeconds(10))));
    assertThat(quota.reserve(state, demand(3, 9, 9), NOON.plusSeconds(10)).result())
        .isInstanceOf(Granted.class);
  }

  @Test
  void waitsForTokensToTheNanosecondWhereARateDoesNotDivideAMinute() {
    Quota quota = new Quota(null, new Rate(7, 7), null, null);
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, 7, 0), NOON);

    assertThat(refused(quota, state, demand(2, 1, 0), NOON))
        .isEqualTo(new Refused(Limit.TOKENS, new Retry.At(NOON.plusNanos(8_571_428_572L))));
  }

  @Test
  void namesTheLimitThatStandsInTheWayLongest() {
    Quota quota = new Quota(new Rate(6, 1), new Rate(60, 10), new Money(100), new Money(100));
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, 10, 60), NOON);

    assertThat(refused(quota, state, demand(2, 10, 10), NOON).limit()).isEqualTo(Limit.REQUESTS);
    assertThat(refused(quota, state, demand(2, 10, 40), NOON.plusSeconds(5)).retry())
        .isEqualTo(new Retry.At(NOON.plusSeconds(10)));
    state = quota.settle(state, id(1), 10, new Money(60), NOON.plusSeconds(20)).state();
    assertThat(refused(quota, state, demand(2, 10, 41), NOON.plusSeconds(20)))
        .isEqualTo(new Refused(Limit.DAILY_BUDGET, new Retry.At(MIDNIGHT)));
  }

  @Test
  void saysThatADemandAboveALimitIsNeverGranted() {
    Quota quota = new Quota(new Rate(6, 1), new Rate(60, 10), new Money(100), new Money(200));

    assertThat(refused(quota, QuotaState.FRESH, demand(1, 11, 1), NOON))
        .isEqualTo(new Refused(Limit.TOKENS, new Retry.Never(11, 10)));
    assertThat(refused(quota, QuotaState.FRESH, demand(1, 10, 101), NOON))
        .isEqualTo(new Refused(Limit.DAILY_BUDGET, new Retry.Never(101, 100)));
    assertThat(
            refused(Quota.ofBudgets(null, new Money(5)), QuotaState.FRESH, demand(1, 0, 6), NOON))
        .isEqualTo(new Refused(Limit.MONTHLY_BUDGET, new Retry.Never(6, 5)));
  }

  @Test
  void hasTheMonthsBudgetBackWhenTheMonthEnds() {
    Quota quota = Quota.ofBudgets(null, new Money(10));
    Instant december = Instant.parse("2026-12-05T00:00:00Z");
    QuotaState state = QuotaState.spent(new Money(1), new Money(8), december);

    assertThat(quota.reserve(state, demand(1, 0, 2), december).result())
        .isInstanceOf(Granted.class);
    assertThat(refused(quota, state, demand(1, 0, 3), december).retry())
        .isEqualTo(new Retry.At(Instant.parse("2027-01-01T00:00:00Z")));
  }

  @Test
  void countsWhatWasSpentElsewhereAgainstTheDay() {
    Quota quota = Quota.ofBudgets(new Money(10), null);
    QuotaState state = QuotaState.spent(new Money(8), new Money(90), NOON);

    assertThat(quota.reserve(state, demand(1, 0, 2), NOON).result()).isInstanceOf(Granted.class);
    assertThat(refused(quota, state, demand(1, 0, 3), NOON).retry())
        .isEqualTo(new Retry.At(MIDNIGHT));
  }

  @Test
  void waitsForALapseThatComesBeforeTheDayEnds() {
    Quota quota = Quota.ofBudgets(new Money(10), null);
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, 0, 4), NOON);
    state = reserved(quota, state, demand(2, 0, 4), NOON.plusSeconds(60));

    assertThat(refused(quota, state, demand(3, 0, 6), NOON.plusSeconds(60)).retry())
        .isEqualTo(new Retry.At(NOON.plus(HOUR)));
    assertThat(refused(quota, state, demand(3, 0, 7), NOON.plusSeconds(60)).retry())
        .isEqualTo(new Retry.At(NOON.plus(HOUR).plusSeconds(60)));
  }

  @Test
  void keepsHoldingOverMidnight() {
    Quota quota = Quota.ofBudgets(new Money(10), null);
    Instant late = MIDNIGHT.minusSeconds(60);
    QuotaState state = QuotaState.spent(new Money(5), new Money(5), late);
    state = reserved(quota, state, demand(1, 0, 4), late);

    assertThat(refused(quota, state, demand(2, 0, 6), late).retry())
        .isEqualTo(new Retry.At(MIDNIGHT));
    assertThat(refused(quota, state, demand(2, 0, 7), late).retry())
        .isEqualTo(new Retry.At(late.plus(HOUR)));
  }

  @Test
  void freesMoneyButNoTokensWhenAReservationLapses() {
    Quota quota = new Quota(null, new Rate(1, 100), new Money(10), null);
    Demand brief = new Demand(id(1), 90, new Money(10), Duration.ofSeconds(30));
    QuotaState state = reserved(quota, QuotaState.FRESH, brief, NOON);
    Instant lapsed = NOON.plusSeconds(30);

    assertThat(quota.settle(state, id(1), 1, new Money(1), lapsed).result())
        .isEqualTo(Settlement.UNKNOWN);
    assertThat(quota.reserve(state, demand(2, 10, 10), lapsed.minusNanos(1)).result())
        .isEqualTo(new Refused(Limit.DAILY_BUDGET, new Retry.At(lapsed)));
    assertThat(quota.reserve(state, demand(2, 10, 10), lapsed).result())
        .isInstanceOf(Granted.class);
    assertThat(refused(quota, state, demand(2, 11, 10), lapsed).limit()).isEqualTo(Limit.TOKENS);
  }

  @Test
  void givesBackOnlyWhatNewAllowanceHasNotReplaced() {
    Quota quota = new Quota(new Rate(60, 60), new Rate(60, 100), null, null);
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, 100, 0), NOON);
    Instant later = NOON.plusSeconds(40);

    QuotaState half = quota.settle(state, id(1), 10, Money.ZERO, later).state();
    assertThat(half.tokenDebt()).isZero();
    QuotaState most = quota.settle(state, id(1), 70, Money.ZERO, later).state();
    assertThat(most.tokenDebt()).isEqualTo(30 * Rate.UNIT);
    assertThat(quota.release(state, id(1), NOON).state().requestDebt()).isZero();
    assertThat(quota.settle(state, id(1), 100, Money.ZERO, NOON).state().requestDebt())
        .isEqualTo(Rate.UNIT);
  }

  @Test
  void chargesTheExcessOverTheEstimate() {
    Quota quota = new Quota(null, new Rate(60, 100), new Money(100), null);
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, 100, 100), NOON);

    Transition<Settlement> settled = quota.settle(state, id(1), 160, new Money(120), NOON);

    assertThat(settled.result()).isEqualTo(Settlement.APPLIED);
    assertThat(settled.state().tokenDebt()).isEqualTo(160 * Rate.UNIT);
    assertThat(settled.state().daySpent()).isEqualTo(120);
    assertThat(settled.state().monthSpent()).isEqualTo(120);
    assertThat(settled.state().holds()).isEmpty();
    assertThat(quota.status(settled.state(), NOON))
        .containsExactly(
            new RateLimitStatus(
                Limit.TOKENS, 60, Duration.ofMinutes(1), 0, Duration.ofSeconds(160)));
  }

  @Test
  void survivesAnAbsurdExcess() {
    Quota quota = new Quota(null, new Rate(60, 100), new Money(100), null);
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, 100, 100), NOON);
    state = reserved(quota, state, demand(2, 0, 0), NOON);

    QuotaState settled =
        quota.settle(state, id(1), Long.MAX_VALUE, new Money(Long.MAX_VALUE), NOON).state();
    QuotaState again =
        quota.settle(settled, id(2), Long.MAX_VALUE, new Money(Long.MAX_VALUE), NOON).state();

    assertThat(again.tokenDebt()).isEqualTo(Long.MAX_VALUE);
    assertThat(again.daySpent()).isEqualTo(Long.MAX_VALUE);
    assertThat(quota.reserve(again, demand(3, 1, 1), NOON).result()).isInstanceOf(Refused.class);
  }

  @Test
  void grantsAnOpenReservationAgainWithoutCounting() {
    Quota quota = new Quota(new Rate(1, 1), new Rate(10, 10), new Money(10), null);
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, 10, 10), NOON);

    Transition<Decision> again = quota.reserve(state, demand(1, 10, 10), NOON);

    assertThat(again.result()).isEqualTo(new Granted(NOON.plus(HOUR)));
    assertThat(again.state()).isEqualTo(state);
  }

  @Test
  void standsStillWhileTheClockGoesBack() {
    Quota quota = new Quota(new Rate(60, 1), null, null, null);
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, 0, 0), NOON);

    assertThat(refused(quota, state, demand(2, 0, 0), NOON.minusSeconds(90)).retry())
        .isEqualTo(new Retry.At(NOON.plusSeconds(1)));
  }

  @Test
  void refusesNothingWithoutLimits() {
    QuotaState state = QuotaState.FRESH;
    for (int i = 0; i < 100; i++) {
      state = reserved(Quota.UNLIMITED, state, demand(i, Long.MAX_VALUE, Long.MAX_VALUE), NOON);
    }

    assertThat(state.requestDebt()).isZero();
    assertThat(state.tokenDebt()).isZero();
    assertThat(state.held()).isEqualTo(Long.MAX_VALUE);
    assertThat(Quota.UNLIMITED.status(state, NOON)).isEmpty();
    assertThat(Quota.UNLIMITED.settle(state, id(3), 5, new Money(5), NOON).state().holds())
        .hasSize(99);
  }

  @Test
  void countsTheVeryFirstDayOfTheCalendar() {
    Quota quota = Quota.ofBudgets(new Money(5), new Money(5));
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, 0, 5), Instant.EPOCH);
    state = quota.settle(state, id(1), 0, new Money(5), Instant.EPOCH).state();

    assertThat(refused(quota, state, demand(2, 0, 1), Instant.EPOCH))
        .isEqualTo(
            new Refused(Limit.MONTHLY_BUDGET, new Retry.At(Instant.parse("1970-02-01T00:00:00Z"))));
  }

  @Test
  void tellsHowMuchIsLeft() {
    Quota quota = Quota.ofRates(new Rate(30, 20), new Rate(600, 1_000));
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, 250, 0), NOON);

    assertThat(quota.status(state, NOON.plusSeconds(1)))
        .isEqualTo(
            List.of(
                new RateLimitStatus(
                    Limit.REQUESTS, 30, Duration.ofMinutes(1), 19, Duration.ofSeconds(1)),
                new RateLimitStatus(
                    Limit.TOKENS, 600, Duration.ofMinutes(1), 760, Duration.ofSeconds(24))));
    assertThat(Limit.REQUESTS.code()).isEqualTo("rate_limited");
    assertThat(Limit.TOKENS.code()).isEqualTo("token_rate_limited");
    assertThat(Limit.DAILY_BUDGET.code()).isEqualTo("budget_exhausted");
    assertThat(Limit.MONTHLY_BUDGET.code()).isEqualTo("budget_exhausted");
  }

  @Test
  void refusesNegativeTokens() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> demand(1, -1, 0))
        .withMessage("tokens: -1 (expected: 0 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quota.UNLIMITED.settle(QuotaState.FRESH, id(1), -1, Money.ZERO, NOON))
        .withMessage("tokens: -1 (expected: 0 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Demand(id(1), 0, Money.ZERO, Duration.ZERO))
        .withMessage("hold: PT0S (expected: a positive duration)");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Rate.MOST + 1})
  void refusesRatesThatCannotBeCounted(long count) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rate(count, 1))
        .withMessage("rate: " + count + " a minute (expected: 1..100000000)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rate(1, count))
        .withMessage("burst: " + count + " a minute (expected: 1..100000000)");
  }

  @Test
  void countsTheLargestRate() {
    Quota quota = new Quota(null, Rate.perMinute(Rate.MOST), null, null);
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, Rate.MOST, 0), NOON);

    assertThat(refused(quota, state, demand(2, Rate.MOST, 0), NOON).retry())
        .isEqualTo(new Retry.At(NOON.plusSeconds(60)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 6, 8, 13, 15})
  void refusesAStateOfAnotherLength(int length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QuotaState.of(new long[length]))
        .withMessage("quota state: " + length + " longs (expected: 7, and 7 for each reservation)");
  }

  @Test
  void readsAndWritesAReservation() {
    Quota quota = Quota.ofBudgets(null, null);
    QuotaState state = reserved(quota, QuotaState.FRESH, demand(1, 2, 3), NOON);

    assertThat(QuotaState.of(state.toLongs())).isEqualTo(state);
    assertThat(id(1)).hasToString(new UUID(1, 1).toString());
  }
}

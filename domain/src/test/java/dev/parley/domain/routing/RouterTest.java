package dev.parley.domain.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.Next.Attempt;
import dev.parley.domain.routing.Next.Exhausted;
import dev.parley.domain.routing.Next.Rejection;
import dev.parley.domain.routing.Next.Rejection.Reason;
import dev.parley.domain.routing.Next.Stop;
import dev.parley.domain.routing.Next.Tried;
import dev.parley.domain.routing.RoutingPolicy.Strategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RouterTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration HEDGE = Duration.ofSeconds(2);
  private static final Health DOWN = new Health.Broken(NOW.plusNanos(1), 1);

  private final Model first = Models.model("first");
  private final Model second = Models.model("second");
  private final Model third = Models.model("third");

  private static Router router(Strategy strategy, int attempts, @Nullable Duration hedge) {
    return new Router(new RoutingPolicy(strategy, attempts, TIMEOUT, hedge));
  }

  private static RouteRequest request(int prompt, @Nullable Money budget) {
    return new RouteRequest(prompt, 50, Set.of("chat"), Complexity.SIMPLE, budget, true);
  }

  private static Attempt attempt(Model model) {
    return new Attempt(model, TIMEOUT, null, false);
  }

  private static Next next(RouteRequest request, List<Route> routes, Tried... tried) {
    return router(Strategy.IN_ORDER, 3, null)
        .next(request, routes, id -> Health.untried(), List.of(tried), false, NOW);
  }

  private List<Route> all() {
    return List.of(Route.to(first), Route.to(second), Route.to(third));
  }

  @Test
  void asksTheFirstAndThenTheNext() {
    RouteRequest request = request(10, null);

    assertThat(next(request, all())).isEqualTo(attempt(first));
    assertThat(next(request, all(), new Tried(first, ModelFailure.UNAVAILABLE)))
        .isEqualTo(attempt(second));
    assertThat(
            next(
                request,
                all(),
                new Tried(first, ModelFailure.TIMEOUT),
                new Tried(second, ModelFailure.RATE_LIMITED)))
        .isEqualTo(attempt(third));
  }

  @Test
  void saysOfEachRouteWhyItIsNotTaken() {
    Model unpriced = Models.model("unpriced", 1_000, null, "chat");
    Model small = Models.model("small", 9, Models.price(1, 1), "chat");
    Model mute = Models.model("mute", 1_000, Models.price(1, 1), "embed");
    Model dear = Models.model("dear", 1_000, Models.price(9, 9), "chat");
    Model sibling =
        new Model(
            new ModelId("sibling"), first.provider(), 1_100, 100, first.price(), Set.of("chat"));
    Route closed =
        new Route(
            second,
            List.of(new Condition.ComplexityBetween(Complexity.MODERATE, Complexity.COMPLEX)));

    Next next =
        next(
            request(10, new Money(60)),
            List.of(
                Route.to(first),
                Route.to(unpriced),
                Route.to(small),
                Route.to(mute),
                Route.to(dear),
                closed,
                Route.to(sibling)),
            new Tried(first, ModelFailure.UNAUTHORIZED));

    assertThat(next)
        .isEqualTo(
            new Exhausted(
                List.of(
                    new Rejection(first.id(), Reason.TRIED),
                    new Rejection(unpriced.id(), Reason.BUDGET),
                    new Rejection(small.id(), Reason.CONTEXT),
                    new Rejection(mute.id(), Reason.CAPABILITY),
                    new Rejection(dear.id(), Reason.BUDGET),
                    new Rejection(second.id(), Reason.CONDITION),
                    new Rejection(sibling.id(), Reason.CREDENTIALS))));
  }

  @Test
  void looksForALargerWindowWhenAPromptDidNotFit() {
    Model same = Models.model("same", 1_000, null, "chat");
    Model larger = Models.model("larger", 1_001, null, "chat");

    assertThat(
            next(
                request(10, null),
                List.of(Route.to(first), Route.to(same), Route.to(larger)),
                new Tried(first, ModelFailure.TOO_LONG)))
        .isEqualTo(attempt(larger));
  }

  @Test
  void doesNotSwitchOnceTheAnswerHasBegun() {
    assertThat(
            router(Strategy.IN_ORDER, 3, null)
                .next(
                    request(10, null),
                    all(),
                    id -> Health.untried(),
                    List.of(new Tried(first, ModelFailure.UNAVAILABLE)),
                    true,
                    NOW))
        .isEqualTo(new Stop(Stop.Cause.ANSWER_BEGUN));
  }

  @ParameterizedTest
  @EnumSource(
      value = ModelFailure.class,
      names = {"REJECTED", "NOT_ITS_OWN"})
  void stopsAtAFailureThatAnotherModelWouldMeet(ModelFailure failure) {
    assertThat(next(request(10, null), all(), new Tried(first, failure)))
        .isEqualTo(new Stop(Stop.Cause.NOT_RETRYABLE));
    assertThat(failure.harmsHealth()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "TOO_LONG, false",
    "UNAUTHORIZED, true",
    "RATE_LIMITED, true",
    "UNAVAILABLE, true",
    "TIMEOUT, true"
  })
  void goesOnAfterAFailureThatIsTheModelsOwn(ModelFailure failure, boolean harms) {
    assertThat(failure.anotherMayDo()).isTrue();
    assertThat(failure.harmsHealth()).isEqualTo(harms);
  }

  @Test
  void stopsWhenEnoughModelsHaveBeenAsked() {
    Tried failed = new Tried(first, ModelFailure.UNAVAILABLE);

    assertThat(
            router(Strategy.IN_ORDER, 1, null)
                .next(
                    request(10, null), all(), id -> Health.untried(), List.of(failed), false, NOW))
        .isEqualTo(new Stop(Stop.Cause.TOO_MANY_ATTEMPTS));
    assertThat(next(request(10, null), List.of(Route.to(first)), failed))
        .isEqualTo(new Exhausted(List.of(new Rejection(first.id(), Reason.TRIED))));
  }

  @Test
  void takesTheCheapestOfThoseThatFit() {
    Model free = Models.model("free", 5, TokenPrice.FREE, "chat");
    Model unknown = Models.model("unknown", 1_000, null, "chat");
    Model cheap = Models.model("cheap", 1_000, Models.price(1, 2), "chat");
    Model equal = Models.model("equal", 1_000, Models.price(1, 2), "chat");
    Model dear = Models.model("dear", 1_000, Models.price(2, 2), "chat");
    List<Route> routes =
        List.of(
            Route.to(unknown), Route.to(free), Route.to(dear), Route.to(cheap), Route.to(equal));
    Router router = router(Strategy.CHEAPEST, 9, null);

    assertThat(
            router.next(request(10, null), routes, id -> Health.untried(), List.of(), false, NOW))
        .isEqualTo(attempt(cheap));
    assertThat(
            router.next(
                request(10, null),
                routes,
                id -> Health.untried(),
                List.of(
                    new Tried(cheap, ModelFailure.UNAVAILABLE),
                    new Tried(dear, ModelFailure.UNAVAILABLE),
                    new Tried(equal, ModelFailure.UNAVAILABLE)),
                false,
                NOW))
        .isEqualTo(attempt(unknown));
    assertThat(router.next(request(5, null), routes, id -> Health.untried(), List.of(), false, NOW))
        .isEqualTo(attempt(free));
  }

  @Test
  void passesOverAModelThatIsDown() {
    assertThat(
            router(Strategy.IN_ORDER, 3, null)
                .next(
                    request(10, null),
                    all(),
                    id -> id.equals(first.id()) ? DOWN : Health.untried(),
                    List.of(),
                    false,
                    NOW))
        .isEqualTo(attempt(second));
  }

  @Test
  void asksAModelThatIsDownRatherThanNone() {
    assertThat(
            router(Strategy.IN_ORDER, 3, HEDGE)
                .next(request(10, null), all(), id -> DOWN, List.of(), false, NOW))
        .isEqualTo(new Attempt(first, TIMEOUT, null, true));
  }

  @Test
  void hedgesWhereAnotherHealthyModelMayBeAskedBesideIt() {
    Router router = router(Strategy.IN_ORDER, 2, HEDGE);

    assertThat(hedge(router, request(10, null), false)).isEqualTo(HEDGE);
    assertThat(hedge(router, request(10, new Money(120)), false)).isEqualTo(HEDGE);
    assertThat(hedge(router, request(10, new Money(119)), false)).isNull();
    assertThat(hedge(router, request(10, null), true)).isNull();
    assertThat(hedge(router(Strategy.IN_ORDER, 1, HEDGE), request(10, null), false)).isNull();
    assertThat(hedge(router(Strategy.IN_ORDER, 2, null), request(10, null), false)).isNull();
    RouteRequest once = new RouteRequest(10, 50, Set.of(), Complexity.SIMPLE, null, false);
    assertThat(hedge(router, once, false)).isNull();
  }

  private @Nullable Duration hedge(Router router, RouteRequest request, boolean othersDown) {
    Next next =
        router.next(
            request,
            all(),
            id -> othersDown && !id.equals(first.id()) ? DOWN : Health.untried(),
            List.of(),
            false,
            NOW);
    assertThat(next).isInstanceOf(Attempt.class);
    return ((Attempt) next).hedgeAfter();
  }

  @Test
  void countsAnAttemptThatIsStillGoingOnAgainstTheBudget() {
    RouteRequest request = request(10, new Money(119));

    assertThat(next(request, all(), new Tried(first, null)))
        .isEqualTo(
            new Exhausted(
                List.of(
                    new Rejection(first.id(), Reason.TRIED),
                    new Rejection(second.id(), Reason.BUDGET),
                    new Rejection(third.id(), Reason.BUDGET))));
    assertThat(next(request, all(), new Tried(first, ModelFailure.TIMEOUT)))
        .isEqualTo(attempt(second));
    assertThat(next(request(10, new Money(120)), all(), new Tried(first, null)))
        .isEqualTo(attempt(second));
  }

  @Test
  void leavesNothingBesideAnAttemptOfUnknownPrice() {
    Model unpriced = Models.model("unpriced", 1_000, null, "chat");

    assertThat(
            next(
                request(10, new Money(1_000)), List.of(Route.to(first)), new Tried(unpriced, null)))
        .isEqualTo(new Exhausted(List.of(new Rejection(first.id(), Reason.BUDGET))));
  }

  @Test
  void holdsARouteToItsConditions() {
    RouteRequest request =
        new RouteRequest(10, 500, Set.of("tools"), Complexity.MODERATE, null, true);
    Model unpriced = Models.model("unpriced", 1_000, null);

    // At most 100 tokens are written, so it costs 110.
    assertThat(new Condition.CostAtMost(new Money(110)).holds(request, first)).isTrue();
    assertThat(new Condition.CostAtMost(new Money(109)).holds(request, first)).isFalse();
    assertThat(new Condition.CostAtMost(new Money(110)).holds(request, unpriced)).isFalse();
    assertThat(new Condition.PromptBetween(10, 10).holds(request, first)).isTrue();
    assertThat(new Condition.PromptBetween(11, 12).holds(request, first)).isFalse();
    assertThat(new Condition.PromptBetween(0, 9).holds(request, first)).isFalse();
    assertThat(new Condition.Needing("tools").holds(request, first)).isTrue();
    assertThat(new Condition.Needing("vision").holds(request, first)).isFalse();
    assertThat(between(Complexity.MODERATE, Complexity.MODERATE).holds(request, first)).isTrue();
    assertThat(between(Complexity.SIMPLE, Complexity.SIMPLE).holds(request, first)).isFalse();
    assertThat(between(Complexity.COMPLEX, Complexity.COMPLEX).holds(request, first)).isFalse();
  }

  private static Condition between(Complexity least, Complexity most) {
    return new Condition.ComplexityBetween(least, most);
  }

  @Test
  void refusesBoundsThatNothingIsBetween() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> between(Complexity.COMPLEX, Complexity.SIMPLE))
        .withMessage("complexity: COMPLEX..SIMPLE (expected: in order)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Condition.PromptBetween(2, 1))
        .withMessage("prompt: 2..1 tokens (expected: 0 or more, in order)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Condition.PromptBetween(-1, 1))
        .withMessage("prompt: -1..1 tokens (expected: 0 or more, in order)");
  }

  @Test
  void refusesPoliciesThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> router(Strategy.IN_ORDER, 0, null))
        .withMessage("attempts: 0 (expected: 1 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> router(Strategy.IN_ORDER, 1, TIMEOUT))
        .withMessage("hedge: PT30S (expected: 0 or more, below PT30S)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> router(Strategy.IN_ORDER, 1, Duration.ofNanos(-1)))
        .withMessageContaining("expected: 0 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RoutingPolicy(Strategy.IN_ORDER, 1, Duration.ZERO, null))
        .withMessage("timeout: PT0S (expected: a positive duration)");
    assertThatIllegalArgumentException().isThrownBy(() -> request(-1, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RouteRequest(0, -1, Set.of(), Complexity.SIMPLE, null, true))
        .withMessage("tokens: 0, -1 (expected: 0 or more)");
    assertThat(router(Strategy.IN_ORDER, 1, Duration.ZERO)).isNotNull();
  }
}

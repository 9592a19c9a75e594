package dev.parley.domain.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.Next.Attempt;
import dev.parley.domain.routing.Next.Exhausted;
import dev.parley.domain.routing.Next.Rejection;
import dev.parley.domain.routing.Next.Tried;
import dev.parley.domain.routing.RoutingPolicy.Strategy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RouterProperties {
  private static final String SEED = "72";
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final Health DOWN = new Health.Broken(NOW.plusSeconds(1), 1);

  /** A route and whether its model is healthy. */
  record Known(int window, long price, boolean tools, boolean priced, boolean up, int cap) {
    Route route(int index) {
      Model model =
          Models.model(
              "m" + index,
              window,
              priced ? Models.price(price, 1) : null,
              tools ? new String[] {"chat", "tools"} : new String[] {"chat"});
      return new Route(model, List.of(new Condition.PromptBetween(0, cap)));
    }

    boolean fits(RouteRequest request) {
      return request.promptTokens() <= window
          && request.promptTokens() <= cap
          && (tools || !request.capabilities().contains("tools"));
    }
  }

  @Provide
  Arbitrary<List<Known>> known() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 40),
            Arbitraries.longs().between(0, 6),
            Arbitraries.of(true, false),
            Arbitraries.of(true, true, false),
            Arbitraries.of(true, true, false),
            Arbitraries.integers().between(10, 60))
        .as(Known::new)
        .list()
        .ofMaxSize(10);
  }

  @Property(seed = SEED, tries = 1_500)
  void asksEachModelThatFitsOnceTheHealthyFirst(
      @ForAll("known") List<Known> known,
      @ForAll @IntRange(max = 40) int prompt,
      @ForAll boolean tools,
      @ForAll Strategy strategy) {
    RouteRequest request =
        new RouteRequest(
            prompt,
            10,
            tools ? Set.of("chat", "tools") : Set.of("chat"),
            Complexity.SIMPLE,
            null,
            true);
    List<Route> routes = new ArrayList<>();
    Map<ModelId, Known> byId = new LinkedHashMap<>();
    for (int i = 0; i < known.size(); i++) {
      Route route = known.get(i).route(i);
      routes.add(route);
      byId.put(route.model().id(), known.get(i));
    }
    Router router = new Router(new RoutingPolicy(strategy, 100, Duration.ofSeconds(9), null));
    List<Tried> tried = new ArrayList<>();
    Next next = null;
    while (tried.size() <= routes.size()) {
      next =
          router.next(
              request,
              routes,
              id -> known(byId, id).up() ? Health.untried() : DOWN,
              tried,
              false,
              NOW);
      if (!(next instanceof Attempt attempt)) {
        break;
      }
      Known chosen = known(byId, attempt.model().id());
      assertThat(chosen.fits(request)).isTrue();
      assertThat(attempt.lastResort()).isEqualTo(!chosen.up());
      List<ModelId> left =
          byId.keySet().stream()
              .filter(id -> known(byId, id).fits(request))
              .filter(id -> tried.stream().noneMatch(past -> past.model().id().equals(id)))
              .toList();
      if (!chosen.up()) {
        assertThat(left).noneMatch(id -> known(byId, id).up());
      }
      List<ModelId> alike =
          left.stream().filter(id -> known(byId, id).up() == chosen.up()).toList();
      switch (strategy) {
        case IN_ORDER -> assertThat(attempt.model().id()).isEqualTo(alike.getFirst());
        case CHEAPEST ->
            assertThat(alike)
                .map(id -> known(byId, id))
                .noneMatch(
                    each ->
                        each.priced()
                            && (!chosen.priced()
                                || each.price() * prompt < chosen.price() * prompt));
      }
      tried.add(new Tried(attempt.model(), ModelFailure.UNAVAILABLE));
    }
    assertThat(tried).extracting(each -> each.model().id()).doesNotHaveDuplicates();
    assertThat(tried).hasSize((int) known.stream().filter(each -> each.fits(request)).count());
    assertThat(next)
        .isInstanceOfSatisfying(
            Exhausted.class,
            exhausted ->
                assertThat(exhausted.rejections())
                    .extracting(Rejection::model)
                    .containsExactlyElementsOf(byId.keySet()));
  }

  private static Known known(Map<ModelId, Known> byId, ModelId id) {
    Known known = byId.get(id);
    if (known == null) {
      throw new AssertionError("a model that is in no route: " + id);
    }
    return known;
  }

  @Property(seed = SEED, tries = 500)
  void neverHedgesBeyondTheBudget(
      @ForAll("known") List<Known> known, @ForAll @IntRange(max = 400) int budget) {
    RouteRequest request =
        new RouteRequest(10, 10, Set.of("chat"), Complexity.SIMPLE, new Money(budget), true);
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      routes.add(known.get(i).route(i));
    }
    Router router =
        new Router(
            new RoutingPolicy(
                Strategy.CHEAPEST, 100, Duration.ofSeconds(9), Duration.ofSeconds(1)));
    List<Tried> underWay = new ArrayList<>();
    long committed = 0;
    while (router.next(request, routes, id -> Health.untried(), underWay, false, NOW)
        instanceof Attempt attempt) {
      Money cost = request.estimatedCost(attempt.model());
      committed += cost == null ? budget + 1 : cost.microUsd();
      underWay.add(new Tried(attempt.model(), null));
      boolean another =
          router.next(request, routes, id -> Health.untried(), underWay, false, NOW)
              instanceof Attempt;
      assertThat(attempt.hedgeAfter() != null).isEqualTo(another);
    }
    assertThat(committed).isLessThanOrEqualTo(budget);
  }
}

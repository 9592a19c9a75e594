package dev.parley.benchmarks.routing;

import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.Complexity;
import dev.parley.domain.routing.Condition;
import dev.parley.domain.routing.Health;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelFailure;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.Next;
import dev.parley.domain.routing.QueryComplexity;
import dev.parley.domain.routing.Route;
import dev.parley.domain.routing.RouteRequest;
import dev.parley.domain.routing.Router;
import dev.parley.domain.routing.RoutingPolicy;
import dev.parley.domain.routing.TokenPrice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The cheapest of ten routes after one failure, and the judgement of a question. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class RouterBenchmark {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

  private final Router router =
      new Router(
          new RoutingPolicy(RoutingPolicy.Strategy.CHEAPEST, 3, Duration.ofMinutes(1), null));
  private final List<Route> routes = routes();
  private final List<Next.Tried> tried =
      List.of(new Next.Tried(routes.getLast().model(), ModelFailure.UNAVAILABLE));
  private final RouteRequest request =
      new RouteRequest(900, 300, Set.of("chat"), Complexity.MODERATE, null, true);
  private final Health health = Health.untried();
  private final String question =
      "Compare the two plans for 3 seats, and explain why the second one costs 40 EUR more.";

  private static List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      long price = 1_000_000L * (10 - i);
      routes.add(
          new Route(
              new Model(
                  new ModelId("model-" + i),
                  "provider",
                  8_192,
                  1_024,
                  new TokenPrice(new Money(price), new Money(price)),
                  Set.of("chat", "streaming")),
              List.of(new Condition.PromptBetween(0, 4_000))));
    }
    return List.copyOf(routes);
  }

  @Benchmark
  public Next choosesAmongTenRoutes() {
    return router.next(request, routes, id -> health, tried, false, NOW);
  }

  @Benchmark
  public Complexity judgesAQuestion() {
    return QueryComplexity.of(question);
  }
}

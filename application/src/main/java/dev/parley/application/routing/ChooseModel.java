package dev.parley.application.routing;

import dev.parley.application.model.ModelCatalog;
import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.Next;
import dev.parley.domain.routing.Next.Tried;
import dev.parley.domain.routing.Route;
import dev.parley.domain.routing.RouteRequest;
import dev.parley.domain.routing.Router;
import dev.parley.domain.routing.RoutingPolicy;
import dev.parley.domain.routing.RoutingPolicy.Strategy;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the model to ask for an answer, first and after failures. Safe for use by many threads. */
public final class ChooseModel {
  /** Adapters of providers keep to shorter times of silence of their own. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final ModelCatalog models;
  private final RoutingTable table;
  private final ModelHealth health;
  private final Clock clock;

  /**
   * @param models the models themselves; routes among them are not looked at
   */
  public ChooseModel(ModelCatalog models, RoutingTable table, ModelHealth health, Clock clock) {
    this.models = Objects.requireNonNull(models);
    this.table = Objects.requireNonNull(table);
    this.health = Objects.requireNonNull(health);
    this.clock = Objects.requireNonNull(clock);
  }

  /** A model that may be asked, and the conditions under which it may. */
  record Candidate(Served served, Route route) {}

  /**
   * The first model to ask. Where no route's conditions hold, it is the one that is listed first:
   * whoever asked is better told by its failure than by ours.
   *
   * @param wanted a model or route
   * @return empty if no such model, or no model of such a route, is known
   */
  public Optional<Choice> choose(ModelId wanted, RouteRequest request) {
    Map<ModelId, Candidate> candidates = candidates(wanted, null);
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    Served first = candidates.values().iterator().next().served();
    Served chosen =
        next(wanted, null, request, candidates, List.of(), false) instanceof Next.Attempt attempt
            ? served(candidates, attempt)
            : first;
    return Optional.of(new Choice(wanted, request, chosen));
  }

  /** Whether nothing but the model itself may be asked under this name. Looks for no model. */
  public boolean isAlone(ModelId wanted) {
    return !table.routes().containsKey(wanted) && table.options(wanted).size() == 1;
  }

  /** What may be asked, by its name; in order, but the pinned one in front. */
  Map<ModelId, Candidate> candidates(ModelId wanted, @Nullable Served pinned) {
    Map<ModelId, Candidate> candidates = new LinkedHashMap<>();
    if (pinned != null) {
      candidates.put(pinned.model().id(), new Candidate(pinned, Route.to(pinned.model())));
    }
    for (RoutingTable.Option option : table.options(wanted)) {
      models
          .find(option.model())
          .ifPresent(
              found ->
                  candidates.putIfAbsent(
                      found.model().id(),
                      new Candidate(found, new Route(found.model(), option.conditions()))));
    }
    return candidates;
  }

  Next next(
      ModelId wanted,
      @Nullable Served pinned,
      RouteRequest request,
      Map<ModelId, Candidate> candidates,
      List<Tried> tried,
      boolean begun) {
    Strategy strategy = pinned == null ? table.strategy(wanted) : Strategy.IN_ORDER;
    RoutingPolicy policy =
        new RoutingPolicy(strategy, Math.max(1, candidates.size()), TIMEOUT, table.hedgeAfter());
    return new Router(policy)
        .next(
            request,
            candidates.values().stream().map(Candidate::route).toList(),
            health::of,
            tried,
            begun,
            clock.instant());
  }

  static Served served(Map<ModelId, Candidate> candidates, Next.Attempt attempt) {
    return Objects.requireNonNull(candidates.get(attempt.model().id())).served();
  }
}

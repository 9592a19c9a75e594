package dev.parley.application.routing;

import dev.parley.domain.routing.Condition;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.RoutingPolicy.Strategy;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of the ways to an answer.
 *
 * @param routes what may be asked under each route's name, the preferred first; a route is wanted
 *     like a model, by its name
 * @param fallbacks asked in this order where a model fails that was wanted itself, by its own name
 * @param strategy which model of a route comes first
 * @param hedgeAfter after how long without a character another model is asked beside the first;
 *     null: never
 */
public record RoutingTable(
    Map<ModelId, List<Option>> routes,
    List<ModelId> fallbacks,
    Strategy strategy,
    @Nullable Duration hedgeAfter) {
  /** Every model is asked alone. */
  public static final RoutingTable EMPTY =
      new RoutingTable(Map.of(), List.of(), Strategy.IN_ORDER, null);

  public RoutingTable {
    Objects.requireNonNull(strategy);
    Map<ModelId, List<Option>> copied = new LinkedHashMap<>();
    routes.forEach((name, options) -> copied.put(name, List.copyOf(options)));
    routes = Collections.unmodifiableMap(copied);
    fallbacks = List.copyOf(fallbacks);
  }

  /**
   * A model that a route may take.
   *
   * @param conditions all must hold; empty: always
   */
  public record Option(ModelId model, List<Condition> conditions) {
    public Option {
      Objects.requireNonNull(model);
      conditions = List.copyOf(conditions);
    }
  }

  /** A model that may always be taken. */
  public static Option always(ModelId model) {
    return new Option(model, List.of());
  }

  /** What may be asked where a name is wanted: a route's models, or the model and its fallbacks. */
  List<Option> options(ModelId wanted) {
    List<Option> named = routes.get(wanted);
    if (named != null) {
      return named;
    }
    Map<ModelId, Option> chain = new LinkedHashMap<>();
    chain.put(wanted, always(wanted));
    fallbacks.forEach(fallback -> chain.putIfAbsent(fallback, always(fallback)));
    return List.copyOf(chain.values());
  }

  /** A model that was wanted itself is never passed over for a cheaper one. */
  Strategy strategy(ModelId wanted) {
    return routes.containsKey(wanted) ? strategy : Strategy.IN_ORDER;
  }
}

package dev.parley.domain.routing;

import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.Next.Attempt;
import dev.parley.domain.routing.Next.Exhausted;
import dev.parley.domain.routing.Next.Rejection;
import dev.parley.domain.routing.Next.Rejection.Reason;
import dev.parley.domain.routing.Next.Stop;
import dev.parley.domain.routing.Next.Tried;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the model that is asked next. A pure function of the request, the routes, what is known
 * of the models' health, and what has been tried; safe for use by many threads.
 *
 * <p>A model is asked once for an answer at most. One that counts as unhealthy is asked only where
 * no healthy one fits: a provider that seems to be down is still a better bet than no answer.
 */
public final class Router {
  private final RoutingPolicy policy;

  public Router(RoutingPolicy policy) {
    this.policy = Objects.requireNonNull(policy);
  }

  /**
   * The next step.
   *
   * @param routes the preferred one first
   * @param health of any model among the routes
   * @param tried what was asked so far, oldest first
   * @param begun whether any part of the answer has been given out
   */
  public Next next(
      RouteRequest request,
      List<Route> routes,
      Function<ModelId, Health> health,
      List<Tried> tried,
      boolean begun,
      Instant now) {
    if (begun) {
      return new Stop(Stop.Cause.ANSWER_BEGUN);
    }
    for (Tried each : tried) {
      if (each.failure() != null && !each.failure().anotherMayDo()) {
        return new Stop(Stop.Cause.NOT_RETRYABLE);
      }
    }
    List<Rejection> rejections = new ArrayList<>();
    Model healthy = null;
    Model unhealthy = null;
    int available = 0;
    Money left = left(request, tried);
    for (Route route : routes) {
      Model model = route.model();
      Reason reason = reasonAgainst(request, route, tried, left);
      if (reason != null) {
        rejections.add(new Rejection(model.id(), reason));
      } else if (health.apply(model.id()).isAvailable(now)) {
        available++;
        healthy = better(request, healthy, model);
      } else {
        unhealthy = better(request, unhealthy, model);
      }
    }
    Model chosen = healthy == null ? unhealthy : healthy;
    if (chosen == null) {
      return new Exhausted(rejections);
    }
    if (tried.size() >= policy.mostAttempts()) {
      return new Stop(Stop.Cause.TOO_MANY_ATTEMPTS);
    }
    boolean hedged =
        request.repeatable()
            && available > 1
            && tried.size() + 1 < policy.mostAttempts()
            && anotherIsAffordable(request, routes, health, tried, chosen, left, now);
    return new Attempt(
        chosen, policy.timeout(), hedged ? policy.hedgeAfter() : null, healthy == null);
  }

  private static @Nullable Reason reasonAgainst(
      RouteRequest request, Route route, List<Tried> tried, @Nullable Money left) {
    Model model = route.model();
    int needed = request.promptTokens();
    for (Tried each : tried) {
      if (each.model().id().equals(model.id())) {
        return Reason.TRIED;
      }
    }
    for (Tried each : tried) {
      if (each.failure() == ModelFailure.UNAUTHORIZED
          && each.model().provider().equals(model.provider())) {
        return Reason.CREDENTIALS;
      }
      if (each.failure() == ModelFailure.TOO_LONG) {
        // Our count of its tokens was too low: only a larger window helps.
        needed = Math.max(needed, each.model().promptBudget() + 1);
      }
    }
    if (!model.capabilities().containsAll(request.capabilities())) {
      return Reason.CAPABILITY;
    }
    if (needed > model.promptBudget()) {
      return Reason.CONTEXT;
    }
    if (left != null) {
      Money cost = request.estimatedCost(model);
      if (cost == null || cost.compareTo(left) > 0) {
        return Reason.BUDGET;
      }
    }
    for (Condition condition : route.conditions()) {
      if (!condition.holds(request, model)) {
        return Reason.CONDITION;
      }
    }
    return null;
  }

  /** What is left of the budget if everything tried costs what it was estimated to. */
  private static @Nullable Money left(RouteRequest request, List<Tried> tried) {
    if (request.budget() == null) {
      return null;
    }
    long left = request.budget().microUsd();
    for (Tried each : tried) {
      // A call that failed before its first token is not charged by any provider we know.
      Money cost = each.failure() == null ? request.estimatedCost(each.model()) : Money.ZERO;
      left -= cost == null ? left : Math.min(left, cost.microUsd());
    }
    return new Money(left);
  }

  private Model better(RouteRequest request, @Nullable Model best, Model other) {
    if (best == null) {
      return other;
    }
    return switch (policy.strategy()) {
      case IN_ORDER -> best;
      case CHEAPEST -> {
        Money cost = request.estimatedCost(other);
        Money least = request.estimatedCost(best);
        yield cost != null && (least == null || cost.compareTo(least) < 0) ? other : best;
      }
    };
  }

  private static boolean anotherIsAffordable(
      RouteRequest request,
      List<Route> routes,
      Function<ModelId, Health> health,
      List<Tried> tried,
      Model chosen,
      @Nullable Money left,
      Instant now) {
    List<Tried> withChosen = new ArrayList<>(tried);
    withChosen.add(new Tried(chosen, null));
    Money rest = left == null ? null : left(request, withChosen);
    return routes.stream()
        .anyMatch(
            route ->
                health.apply(route.model().id()).isAvailable(now)
                    && reasonAgainst(request, route, withChosen, rest) == null);
  }
}

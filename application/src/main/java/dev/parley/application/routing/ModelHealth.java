package dev.parley.application.routing;

import dev.parley.domain.routing.CircuitPolicy;
import dev.parley.domain.routing.Health;
import dev.parley.domain.routing.ModelId;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * How models have been answering this process, in its memory: a restart forgets it and finds out
 * again. Safe for use by many threads.
 */
public final class ModelHealth {
  private final Map<ModelId, Health> known = new ConcurrentHashMap<>();
  private final CircuitPolicy policy;
  private final Clock clock;

  public ModelHealth(CircuitPolicy policy, Clock clock) {
    this.policy = Objects.requireNonNull(policy);
    this.clock = Objects.requireNonNull(clock);
  }

  /** What is known of a model. */
  public Health of(ModelId model) {
    return known.getOrDefault(model, Health.untried());
  }

  void asked(ModelId model) {
    Instant now = clock.instant();
    change(model, health -> health.asked(policy, now));
  }

  void succeeded(ModelId model) {
    change(model, health -> health.succeeded(policy));
  }

  void failed(ModelId model) {
    Instant now = clock.instant();
    change(model, health -> health.failed(policy, now));
  }

  void abandoned(ModelId model) {
    Instant now = clock.instant();
    change(model, health -> health.abandoned(now));
  }

  private void change(ModelId model, UnaryOperator<Health> step) {
    var unused =
        known.compute(
            model, (id, health) -> step.apply(health == null ? Health.untried() : health));
  }
}

package dev.parley.adapters.rest;

import dev.parley.adapters.rest.health.HealthProbe;

/** A probe that finds what a test says. */
final class SwitchedProbe implements HealthProbe {
  private final String component;
  private final boolean required;
  private volatile boolean failing;
  private volatile Health health = Health.UP;

  SwitchedProbe(String component, boolean required) {
    this.component = component;
    this.required = required;
  }

  void find(Health found) {
    health = found;
  }

  void fail() {
    failing = true;
  }

  @Override
  public String component() {
    return component;
  }

  @Override
  public boolean isRequired() {
    return required;
  }

  @Override
  public Health check() {
    if (failing) {
      throw new IllegalStateException("planned: probe fails");
    }
    return health;
  }
}

package dev.parley.bootstrap.architecture.planted.adapters.one;

/** Public without need, under a name that fits anything. */
public final class ThingManager {
  private ThingManager() {}
}

package dev.parley.bootstrap.architecture.planted.adapters.two;

import dev.parley.bootstrap.architecture.planted.adapters.one.AdapterOne;
import dev.parley.bootstrap.architecture.planted.bootstrap.Wiring;

/** Leans on another adapter and on the wiring. */
class AdapterTwo {
  private final AdapterOne other = new AdapterOne();
  private final Wiring wiring = new Wiring();

  AdapterOne other() {
    return wiring == null ? new AdapterOne() : other;
  }
}

package dev.parley.bootstrap.architecture.planted.application.odd;

import dev.parley.bootstrap.architecture.planted.adapters.one.AdapterOne;

/** Knows what it drives. */
class UseCaseThatKnowsAnAdapter {
  private final AdapterOne adapter = new AdapterOne();

  AdapterOne adapter() {
    return adapter;
  }
}

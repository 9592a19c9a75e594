package dev.parley.application.scope;

import dev.parley.application.fixtures.Stores;

class InMemoryScopesTest extends ScopesContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

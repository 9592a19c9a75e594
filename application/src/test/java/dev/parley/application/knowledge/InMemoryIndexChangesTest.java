package dev.parley.application.knowledge;

import dev.parley.application.fixtures.Stores;

class InMemoryIndexChangesTest extends IndexChangesContract {
  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

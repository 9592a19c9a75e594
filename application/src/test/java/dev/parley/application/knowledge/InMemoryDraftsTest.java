package dev.parley.application.knowledge;

import dev.parley.application.fixtures.Stores;

class InMemoryDraftsTest extends DraftsContract {
  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

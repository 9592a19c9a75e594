package dev.parley.application.knowledge;

import dev.parley.application.fixtures.Stores;

class InMemoryReindexingsTest extends ReindexingsContract {
  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

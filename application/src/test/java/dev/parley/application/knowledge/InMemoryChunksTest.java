package dev.parley.application.knowledge;

import dev.parley.application.fixtures.Stores;

class InMemoryChunksTest extends ChunksContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

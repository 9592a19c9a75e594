package dev.parley.application.tenant;

import dev.parley.application.fixtures.Stores;

class InMemoryApiKeysTest extends ApiKeysContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

package dev.parley.application.tenant;

import dev.parley.application.fixtures.Stores;

class InMemoryTenantsTest extends TenantsContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

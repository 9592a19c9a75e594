package dev.parley.application.transaction;

import dev.parley.application.fixtures.Stores;

class InMemoryUnitOfWorkTest extends UnitOfWorkContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

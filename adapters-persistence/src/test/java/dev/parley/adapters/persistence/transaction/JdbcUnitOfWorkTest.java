package dev.parley.adapters.persistence.transaction;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.transaction.UnitOfWorkContract;

class JdbcUnitOfWorkTest extends UnitOfWorkContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.IndexChangesContract;

class JdbcIndexChangesTest extends IndexChangesContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

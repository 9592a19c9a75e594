package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.DraftsContract;

class JdbcDraftsTest extends DraftsContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

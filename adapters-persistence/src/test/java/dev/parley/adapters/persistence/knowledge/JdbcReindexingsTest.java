package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.ReindexingsContract;

class JdbcReindexingsTest extends ReindexingsContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

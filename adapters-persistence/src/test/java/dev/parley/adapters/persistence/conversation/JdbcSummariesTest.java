package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.conversation.SummariesContract;
import dev.parley.application.fixtures.Stores;

class JdbcSummariesTest extends SummariesContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

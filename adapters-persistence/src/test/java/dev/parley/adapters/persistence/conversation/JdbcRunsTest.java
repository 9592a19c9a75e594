package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.conversation.RunsContract;

class JdbcRunsTest extends RunsContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

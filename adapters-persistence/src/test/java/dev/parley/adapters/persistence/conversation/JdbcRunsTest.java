package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.conversation.RunsContract;
import dev.parley.application.fixtures.Stores;

class JdbcRunsTest extends RunsContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

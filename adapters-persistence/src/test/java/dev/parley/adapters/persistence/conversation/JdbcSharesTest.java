package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.conversation.SharesContract;
import dev.parley.application.fixtures.Stores;

class JdbcSharesTest extends SharesContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

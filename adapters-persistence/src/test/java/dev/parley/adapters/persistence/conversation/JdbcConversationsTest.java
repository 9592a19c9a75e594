package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.conversation.ConversationsContract;

class JdbcConversationsTest extends ConversationsContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

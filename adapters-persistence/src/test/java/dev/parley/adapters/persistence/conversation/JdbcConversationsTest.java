package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.conversation.ConversationsContract;
import dev.parley.application.fixtures.Stores;

class JdbcConversationsTest extends ConversationsContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

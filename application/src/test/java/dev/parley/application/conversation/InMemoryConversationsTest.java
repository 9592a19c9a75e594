package dev.parley.application.conversation;

import dev.parley.application.fixtures.Stores;

class InMemoryConversationsTest extends ConversationsContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

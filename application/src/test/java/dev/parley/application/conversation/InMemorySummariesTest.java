package dev.parley.application.conversation;

import dev.parley.application.fixtures.Stores;

class InMemorySummariesTest extends SummariesContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

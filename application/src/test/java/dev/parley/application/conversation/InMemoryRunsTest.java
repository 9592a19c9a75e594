package dev.parley.application.conversation;

import dev.parley.application.fixtures.Stores;

class InMemoryRunsTest extends RunsContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

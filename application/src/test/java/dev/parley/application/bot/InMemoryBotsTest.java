package dev.parley.application.bot;

import dev.parley.application.fixtures.Stores;

class InMemoryBotsTest extends BotsContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

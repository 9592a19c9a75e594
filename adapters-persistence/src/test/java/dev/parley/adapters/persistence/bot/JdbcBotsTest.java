package dev.parley.adapters.persistence.bot;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.bot.BotsContract;
import dev.parley.application.fixtures.Stores;

class JdbcBotsTest extends BotsContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

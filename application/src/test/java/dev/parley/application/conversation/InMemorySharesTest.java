package dev.parley.application.conversation;

import dev.parley.application.fixtures.Stores;

final class InMemorySharesTest extends SharesContract {
  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

package dev.parley.application.response;

import dev.parley.application.fixtures.Stores;

final class InMemoryStoredResponsesTest extends StoredResponsesContract {
  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

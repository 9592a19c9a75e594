package dev.parley.application.knowledge;

import dev.parley.application.fixtures.Stores;

class InMemoryDocumentsTest extends DocumentsContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

package dev.parley.application.attachment;

import dev.parley.application.fixtures.Stores;

class InMemoryAttachmentsTest extends AttachmentsContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

package dev.parley.application.attachment;

import dev.parley.application.fixtures.Stores;

class InMemoryAttachmentContentsTest extends AttachmentContentsContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

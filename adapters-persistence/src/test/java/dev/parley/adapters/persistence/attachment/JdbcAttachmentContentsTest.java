package dev.parley.adapters.persistence.attachment;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.attachment.AttachmentContentsContract;
import dev.parley.application.fixtures.Stores;

class JdbcAttachmentContentsTest extends AttachmentContentsContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

package dev.parley.adapters.persistence.attachment;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.attachment.AttachmentsContract;
import dev.parley.application.fixtures.Stores;

class JdbcAttachmentsTest extends AttachmentsContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

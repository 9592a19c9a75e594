package dev.parley.adapters.persistence.response;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.response.StoredResponsesContract;

class JdbcStoredResponsesTest extends StoredResponsesContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

package dev.parley.adapters.persistence.idempotency;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.idempotency.IdempotencyStoreContract;

class JdbcIdempotencyStoreTest extends IdempotencyStoreContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

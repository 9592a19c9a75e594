package dev.parley.application.idempotency;

import dev.parley.application.fixtures.Stores;

final class InMemoryIdempotencyStoreTest extends IdempotencyStoreContract {
  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

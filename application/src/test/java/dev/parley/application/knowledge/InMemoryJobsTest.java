package dev.parley.application.knowledge;

import dev.parley.application.fixtures.Stores;

class InMemoryJobsTest extends JobsContract {
  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

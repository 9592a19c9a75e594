package dev.parley.application.audit;

import dev.parley.application.fixtures.Stores;

class InMemoryAuditTrailTest extends AuditTrailContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

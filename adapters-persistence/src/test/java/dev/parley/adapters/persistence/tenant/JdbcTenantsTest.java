package dev.parley.adapters.persistence.tenant;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.tenant.TenantsContract;

class JdbcTenantsTest extends TenantsContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

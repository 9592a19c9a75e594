package dev.parley.adapters.persistence.scope;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.scope.ScopesContract;

class JdbcScopesTest extends ScopesContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

package dev.parley.application.knowledge;

import dev.parley.application.fixtures.Stores;

class InMemoryDatasetsTest extends DatasetsContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

package dev.parley.application.evaluation;

import dev.parley.application.fixtures.Stores;

class InMemoryEvaluationsTest extends EvaluationsContract {

  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}

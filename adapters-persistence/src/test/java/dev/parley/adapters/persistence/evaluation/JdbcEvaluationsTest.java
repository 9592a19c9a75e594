package dev.parley.adapters.persistence.evaluation;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.evaluation.EvaluationsContract;
import dev.parley.application.fixtures.Stores;

class JdbcEvaluationsTest extends EvaluationsContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}

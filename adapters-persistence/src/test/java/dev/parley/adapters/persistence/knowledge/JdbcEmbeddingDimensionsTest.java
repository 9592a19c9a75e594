package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.model.EmbeddingDimensions;
import dev.parley.application.model.EmbeddingDimensionsContract;

class JdbcEmbeddingDimensionsTest extends EmbeddingDimensionsContract {

  @Override
  protected EmbeddingDimensions open() {
    return new JdbcEmbeddingDimensions(TestStore.emptied().unitOfWork());
  }
}

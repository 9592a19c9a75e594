package dev.parley.application.model;

class InMemoryEmbeddingDimensionsTest extends EmbeddingDimensionsContract {

  @Override
  protected EmbeddingDimensions open() {
    return new InMemoryEmbeddingDimensions();
  }
}

package dev.parley.application.model;

class HashingEmbeddingModelTest extends EmbeddingModelContract {

  @Override
  protected EmbeddingModel model() {
    return new HashingEmbeddingModel();
  }
}

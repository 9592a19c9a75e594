package dev.parley.application.schedule;

import java.util.Optional;

/** The queues before the embedding models whose vectors datasets may hold. */
public interface EmbeddingQueues {

  /** The queue before the installation's model. */
  EmbeddingBatches batches();

  /** The queue before the model of this name; empty if the installation cannot run it. */
  Optional<EmbeddingBatches> batches(String model);

  /** The queue before the only model. */
  static EmbeddingQueues only(EmbeddingBatches only) {
    return new EmbeddingQueues() {
      @Override
      public EmbeddingBatches batches() {
        return only;
      }

      @Override
      public Optional<EmbeddingBatches> batches(String model) {
        return Optional.of(only).filter(one -> one.modelName().equals(model));
      }
    };
  }
}

package dev.parley.application.model;

import java.util.OptionalInt;

/**
 * How long the vectors of each embedding model are in this installation. What is stored under a
 * model's name is of that length, whoever serves the model now. Safe for use by many threads.
 */
public interface EmbeddingDimensions {
  /** The recorded length; empty if no vector of the model was ever made. */
  OptionalInt of(String model);

  /**
   * Records a length, unless one is recorded for the model.
   *
   * @param dimension 1 or more
   * @return the recorded one
   */
  int record(String model, int dimension);
}

package dev.parley.application.model;

import java.util.List;

/**
 * Turns text into vectors whose angles tell how near meanings are. Safe for use by many threads.
 */
public interface EmbeddingModel {

  /** The model's name; vectors of different names cannot be compared. */
  String name();

  /** Length of each vector. */
  int dimension();

  /**
   * Embeds texts. Blocking, and heavy on the processor.
   *
   * @return one vector of length one for each text, in order
   */
  List<float[]> embed(List<String> texts);
}

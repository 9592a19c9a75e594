package dev.parley.application.model;

import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.scope.ScopeCalibration;
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
   * Embeds passages: texts that are to be found, or compared with each other. Blocking, and heavy
   * on the processor.
   *
   * @return one vector of length one for each text, in order
   */
  List<float[]> embed(List<String> texts);

  /**
   * Embeds a question for which passages are looked for. Models that were trained to tell a
   * question from its answers are told that it is one. Blocking.
   *
   * @return a vector of length one, to be compared with those of {@link #embed}
   */
  default float[] embedQuestion(String question) {
    return embed(List.of(question)).getFirst();
  }

  /**
   * The vector, if it is of the model's dimension; another could be compared with none.
   *
   * @throws IllegalStateException if it is not
   */
  default float[] ofItsDimension(float[] vector) {
    if (vector.length != dimension()) {
      throw new IllegalStateException(
          "vector of "
              + name()
              + ": "
              + vector.length
              + " numbers (expected: "
              + dimension()
              + "); whatever changes a model's vectors must change its name");
    }
    return vector;
  }

  /** How documents are best cut for this model, where nobody says otherwise. */
  default ChunkingSettings chunking() {
    return ChunkingSettings.DEFAULT;
  }

  /** Where scopes draw their lines by this model's vectors, as {@link #embed} makes them. */
  default ScopeCalibration scopeCalibration() {
    return ScopeCalibration.UNKNOWN;
  }
}

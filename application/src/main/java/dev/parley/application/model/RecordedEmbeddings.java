package dev.parley.application.model;

import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.scope.ScopeCalibration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A model whose vectors are held against the length that is recorded for its name. A provider may
 * put another model behind a name that stays, or an operator another provider: their vectors could
 * be compared with none that are stored, so they are refused with both lengths named.
 */
public final class RecordedEmbeddings implements EmbeddingModel {
  private final EmbeddingModel model;
  private final EmbeddingDimensions dimensions;

  /** What is recorded, once it is known; 0 before. */
  private volatile int recorded;

  public RecordedEmbeddings(EmbeddingModel model, EmbeddingDimensions dimensions) {
    this.model = Objects.requireNonNull(model);
    this.dimensions = Objects.requireNonNull(dimensions);
  }

  @Override
  public String name() {
    return model.name();
  }

  /** The recorded length; where there is none, the model is asked, which may fail as it may. */
  @Override
  public int dimension() {
    if (recorded == 0) {
      OptionalInt known = dimensions.of(name());
      recorded =
          known.isPresent() ? known.getAsInt() : dimensions.record(name(), model.dimension());
    }
    return recorded;
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    List<float[]> vectors = model.embed(texts);
    vectors.forEach(this::ofItsDimension);
    return vectors;
  }

  @Override
  public float[] embedQuestion(String question) {
    return ofItsDimension(model.embedQuestion(question));
  }

  /**
   * @throws EmbeddingFailure if the vector is of another length than the stored ones
   */
  @Override
  public float[] ofItsDimension(float[] vector) {
    if (recorded == 0) {
      recorded = dimensions.record(name(), vector.length);
    }
    if (vector.length != recorded) {
      throw new EmbeddingFailure(
          EmbeddingFailure.Kind.MISMATCH,
          "embedding model "
              + name()
              + ": a vector of "
              + vector.length
              + " numbers (expected: "
              + recorded
              + ", as those stored under this name have); configure the model that made them, or"
              + " this one under another name",
          null);
    }
    return vector;
  }

  @Override
  public ChunkingSettings chunking() {
    return model.chunking();
  }

  @Override
  public ScopeCalibration scopeCalibration() {
    return model.scopeCalibration();
  }
}

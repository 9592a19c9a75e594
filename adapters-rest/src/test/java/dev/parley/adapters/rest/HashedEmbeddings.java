package dev.parley.adapters.rest;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.domain.scope.ScopeCalibration;
import java.util.List;
import java.util.Locale;

/** Texts are near that share words. A text that says so makes it fail. */
final class HashedEmbeddings implements EmbeddingModel {
  static final String FAULT = "planned fault";

  @Override
  public String name() {
    return Fixtures.EMBEDDING_MODEL;
  }

  @Override
  public int dimension() {
    return 64;
  }

  @Override
  public ScopeCalibration scopeCalibration() {
    return new ScopeCalibration(0.20, 0.15, 0.32, 0.45);
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    return texts.stream().map(this::embed).toList();
  }

  private float[] embed(String text) {
    if (text.contains(FAULT)) {
      throw new IllegalStateException("planned: secret internals");
    }
    float[] vector = new float[dimension()];
    for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
      vector[Math.floorMod(word.hashCode(), vector.length)] += 1;
    }
    double length = 0;
    for (float value : vector) {
      length += value * value;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(length);
    }
    return vector;
  }
}

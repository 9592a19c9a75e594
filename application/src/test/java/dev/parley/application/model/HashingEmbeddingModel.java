package dev.parley.application.model;

import dev.parley.domain.knowledge.Words;
import dev.parley.domain.scope.ScopeCalibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Embeds a text as the set of its words' stems, each hashed to one place of the vector: texts are
 * as near as they share words. Deterministic, and fast enough for any test.
 */
public final class HashingEmbeddingModel implements EmbeddingModel {
  private static final int DIMENSION = 256;

  @Override
  public String name() {
    return "hashing";
  }

  @Override
  public int dimension() {
    return DIMENSION;
  }

  @Override
  public ScopeCalibration scopeCalibration() {
    return new ScopeCalibration(0.20, 0.15, 0.32, 0.45);
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (String text : texts) {
      vectors.add(vector(Words.stems(text)));
    }
    return vectors;
  }

  private static float[] vector(Set<String> stems) {
    float[] vector = new float[DIMENSION];
    for (String stem : stems) {
      vector[Math.floorMod((stem.hashCode() * 0x9E37_79B9) >>> 8, DIMENSION)] += 1;
    }
    double length = 0;
    for (float value : vector) {
      length += value * value;
    }
    if (length == 0) {
      vector[0] = 1;
      return vector;
    }
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] /= (float) Math.sqrt(length);
    }
    return vector;
  }
}

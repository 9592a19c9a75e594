package dev.parley.application.model;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** Lengths of vectors, as long as the process. */
public final class InMemoryEmbeddingDimensions implements EmbeddingDimensions {
  private final Map<String, Integer> lengths = new ConcurrentHashMap<>();

  @Override
  public OptionalInt of(String model) {
    Integer length = lengths.get(model);
    return length == null ? OptionalInt.empty() : OptionalInt.of(length);
  }

  @Override
  public int record(String model, int dimension) {
    Integer before = lengths.putIfAbsent(model, dimension);
    return before == null ? dimension : before;
  }
}

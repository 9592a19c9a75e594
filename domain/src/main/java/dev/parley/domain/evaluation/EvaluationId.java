package dev.parley.domain.evaluation;

import java.util.Objects;
import java.util.UUID;

/** Identifies an evaluation. */
public record EvaluationId(UUID value) {
  public EvaluationId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

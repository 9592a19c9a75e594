package dev.parley.domain.quota;

import java.util.Objects;

/**
 * What a pure step makes of a state. Whoever keeps the state replaces it and hands out the result
 * in one atomic act; the step may be run again if another was faster.
 */
public record Transition<T>(QuotaState state, T result) {
  public Transition {
    Objects.requireNonNull(state);
    Objects.requireNonNull(result);
  }
}

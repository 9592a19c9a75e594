package dev.parley.domain.scope;

import java.util.Objects;
import java.util.UUID;

/** Identifies a scope. */
public record ScopeId(UUID value) {
  public ScopeId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

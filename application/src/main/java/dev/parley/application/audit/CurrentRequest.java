package dev.parley.application.audit;

import org.jspecify.annotations.Nullable;

/** Names the request that the calling thread works for, as logs and answers name it. */
@FunctionalInterface
public interface CurrentRequest {

  /** The request's id; null: no request is worked for. */
  @Nullable String id();
}

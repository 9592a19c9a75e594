package dev.parley.adapters.rest.request;

import dev.parley.application.audit.CurrentRequest;
import io.micronaut.http.context.ServerRequestContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Knows the request whose controller works on the calling thread. */
@Singleton
final class NamedRequest implements CurrentRequest {
  private final RequestIds requestIds;

  NamedRequest(RequestIds requestIds) {
    this.requestIds = requestIds;
  }

  @Override
  public @Nullable String id() {
    return ServerRequestContext.currentRequest().map(requestIds::of).orElse(null);
  }
}

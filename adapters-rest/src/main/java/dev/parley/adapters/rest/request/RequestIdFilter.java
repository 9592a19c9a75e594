package dev.parley.adapters.rest.request;

import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.core.propagation.ThreadPropagatedContextElement;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Puts a request's id into every log line and into its answer. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class RequestIdFilter implements Ordered {
  private static final String MDC_KEY = "request_id";

  private final RequestIds requestIds;

  RequestIdFilter(RequestIds requestIds) {
    this.requestIds = requestIds;
  }

  @RequestFilter
  void identify(HttpRequest<?> request, MutablePropagatedContext context) {
    context.add(new LoggedId(requestIds.of(request)));
  }

  /** One entry: the framework's own element copies all of them whenever work changes threads. */
  private record LoggedId(String id) implements ThreadPropagatedContextElement<@Nullable String> {
    @Override
    public @Nullable String updateThreadContext() {
      String before = MDC.get(MDC_KEY);
      MDC.put(MDC_KEY, id);
      return before;
    }

    @Override
    public void restoreThreadContext(@Nullable String before) {
      if (before == null) {
        MDC.remove(MDC_KEY);
      } else {
        MDC.put(MDC_KEY, before);
      }
    }
  }

  @ResponseFilter
  void name(HttpRequest<?> request, MutableHttpResponse<?> response) {
    response.getHeaders().set(RequestIds.HEADER, requestIds.of(request));
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}

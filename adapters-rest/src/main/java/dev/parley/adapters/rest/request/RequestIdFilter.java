package dev.parley.adapters.rest.request;

import io.micronaut.context.propagation.slf4j.MdcPropagationContext;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Map;

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
    context.add(new MdcPropagationContext(Map.of(MDC_KEY, requestIds.of(request))));
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

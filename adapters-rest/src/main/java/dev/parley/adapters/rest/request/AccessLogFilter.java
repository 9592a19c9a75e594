package dev.parley.adapters.rest.request;

import dev.parley.adapters.rest.security.Caller;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each request once, when its answer begins: the route and not the address, so that neither a
 * query nor an id is written down.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class AccessLogFilter implements Ordered {
  private static final Logger LOG = LoggerFactory.getLogger("dev.parley.access");
  private static final String BEGAN = "parley.began";
  private static final int MAX_PATH_LENGTH = 200;

  private final RequestIds requestIds;

  AccessLogFilter(RequestIds requestIds) {
    this.requestIds = requestIds;
  }

  @RequestFilter
  void begin(HttpRequest<?> request) {
    request.setAttribute(BEGAN, System.nanoTime());
  }

  @ResponseFilter
  void log(HttpRequest<?> request, MutableHttpResponse<?> response) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    long began = began(request);
    String tenant = Caller.of(request).map(caller -> caller.tenant().toString()).orElse("-");
    LOG.atInfo()
        .addKeyValue("tenant", tenant)
        .addKeyValue("request_id", requestIds.of(request))
        .log(
            "{} {} {} {} ms",
            request.getMethodName(),
            route(request),
            response.code(),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }

  /** When a request arrived, by the clock of {@link System#nanoTime()}. */
  static long began(HttpRequest<?> request) {
    return request.getAttribute(BEGAN, Long.class).orElseGet(System::nanoTime);
  }

  private static String route(HttpRequest<?> request) {
    return BasicHttpAttributes.getUriTemplate(request).orElseGet(() -> path(request));
  }

  private static String path(HttpRequest<?> request) {
    String path = request.getPath();
    return path.length() <= MAX_PATH_LENGTH ? path : path.substring(0, MAX_PATH_LENGTH) + "…";
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 1;
  }
}

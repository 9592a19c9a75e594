package dev.parley.adapters.rest.request;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.concurrent.TimeUnit;

/**
 * Says where OpenAI's clients ask how long it took until the answer began, and which version of
 * their API that is: the headers of OpenAI's reference on debugging requests.
 */
@ServerFilter({"/v1/chat/completions", "/v1/embeddings", "/v1/responses", "/v1/responses/**"})
final class ProcessingTimeFilter implements Ordered {
  /** The only one that there is. */
  private static final String API_VERSION = "2020-10-01";

  @ResponseFilter
  void tell(HttpRequest<?> request, MutableHttpResponse<?> response) {
    long nanos = System.nanoTime() - AccessLogFilter.began(request);
    response.header("openai-processing-ms", Long.toString(TimeUnit.NANOSECONDS.toMillis(nanos)));
    response.header("openai-version", API_VERSION);
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 2;
  }
}

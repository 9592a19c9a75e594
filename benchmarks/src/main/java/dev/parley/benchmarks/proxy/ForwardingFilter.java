package dev.parley.benchmarks.proxy;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.client.ProxyHttpClient;
import io.micronaut.http.filter.HttpServerFilter;
import io.micronaut.http.filter.ServerFilterChain;
import java.net.URI;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Sends whatever comes to the one target; not there in the servers of other benchmarks. */
@Requires(property = BareProxy.TARGET)
@Filter(Filter.MATCH_ALL_PATTERN)
final class ForwardingFilter implements HttpServerFilter {
  private final ProxyHttpClient client;
  private final URI target;

  ForwardingFilter(ProxyHttpClient client, @Property(name = BareProxy.TARGET) URI target) {
    this.client = client;
    this.target = target;
  }

  @Override
  public Publisher<MutableHttpResponse<?>> doFilter(
      HttpRequest<?> request, ServerFilterChain chain) {
    return Flux.from(
            client.proxy(
                request
                    .mutate()
                    .uri(
                        uri ->
                            uri.scheme(target.getScheme())
                                .host(target.getHost())
                                .port(target.getPort()))))
        .map(HttpResponse::toMutableResponse);
  }
}

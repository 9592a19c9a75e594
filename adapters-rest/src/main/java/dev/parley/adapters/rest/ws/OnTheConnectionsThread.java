package dev.parley.adapters.rest.ws;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.FilterContinuation;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Has a connection become a socket on its own thread, wherever the filters within were. The
 * framework changes a connection over on the thread that the filters end on, and tells the peer
 * before it is done. On any other thread than the one that reads, the peer's first frames may be
 * read before there is anybody to take them, and be lost: docs/adr/0026 has the story.
 *
 * <p>Outside of every filter that leaves the thread, since then it is the connection's thread that
 * waits for this filter's answer. A filter within cannot do it: the thread that asked it may find
 * it done already, and go on itself.
 */
@ServerFilter(WebSocketEndpoint.PATH)
final class OnTheConnectionsThread implements Ordered {
  @RequestFilter
  Publisher<MutableHttpResponse<?>> end(
      HttpRequest<?> request, FilterContinuation<Publisher<MutableHttpResponse<?>>> within) {
    return Mono.from(within.proceed())
        .publishOn(Schedulers.fromExecutor(Wire.channelOf(request).eventLoop()));
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 4;
  }
}

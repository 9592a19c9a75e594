package dev.parley.adapters.rest.sse;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import reactor.core.publisher.Flux;

/** Answers that are streams of events. */
public final class EventStream {
  private EventStream() {}

  /** An answer that no cache keeps and no proxy holds back. */
  public static MutableHttpResponse<Flux<byte[]>> of(Flux<byte[]> frames) {
    return HttpResponse.ok(frames)
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("X-Accel-Buffering", "no");
  }
}

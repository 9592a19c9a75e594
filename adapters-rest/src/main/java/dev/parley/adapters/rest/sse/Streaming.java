package dev.parley.adapters.rest.sse;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Whether a caller wants an answer as it is made, or whole. */
public final class Streaming {
  private Streaming() {}

  /**
   * True where the body says so, or else where the request accepts events and no JSON.
   *
   * @param asked what the body says; null: nothing
   */
  public static boolean isWanted(@Nullable Boolean asked, HttpRequest<?> request) {
    if (asked != null && asked) {
      return true;
    }
    Collection<MediaType> accepted = request.accept();
    return accepted.stream().anyMatch(MediaType.TEXT_EVENT_STREAM_TYPE::equals)
        && accepted.stream().noneMatch(MediaType.APPLICATION_JSON_TYPE::equals);
  }
}

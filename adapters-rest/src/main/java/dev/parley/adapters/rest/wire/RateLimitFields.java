package dev.parley.adapters.rest.wire;

import dev.parley.domain.quota.RateLimitStatus;
import io.micronaut.http.MutableHttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The response fields {@code RateLimit-Policy} and {@code RateLimit}, as lists of structured items
 * (draft-ietf-httpapi-ratelimit-headers, sections 3 and 4; RFC 9651): what is granted in how many
 * seconds, and what is left of it until it is whole again.
 */
public final class RateLimitFields {
  private RateLimitFields() {}

  /** The fields by name; none where there is no limit. */
  public static Map<String, String> of(List<RateLimitStatus> limits) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (!limits.isEmpty()) {
      fields.put(
          "RateLimit-Policy",
          limits.stream()
              .map(each -> name(each) + ";q=" + each.quota() + ";w=" + seconds(each.window()))
              .collect(Collectors.joining(", ")));
      fields.put(
          "RateLimit",
          limits.stream()
              .map(each -> name(each) + ";r=" + each.remaining() + ";t=" + seconds(each.reset()))
              .collect(Collectors.joining(", ")));
    }
    return fields;
  }

  /** The same response with the fields. */
  public static <T> MutableHttpResponse<T> on(
      MutableHttpResponse<T> response, List<RateLimitStatus> limits) {
    of(limits).forEach(response::header);
    return response;
  }

  private static String name(RateLimitStatus status) {
    return '"' + status.limit().name().toLowerCase(Locale.ROOT) + '"';
  }

  /** Whole seconds, never early. */
  private static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}

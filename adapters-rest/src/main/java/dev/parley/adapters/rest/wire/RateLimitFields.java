package dev.parley.adapters.rest.wire;

import dev.parley.domain.quota.Limit;
import dev.parley.domain.quota.RateLimitStatus;
import io.micronaut.http.MutableHttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The response fields {@code RateLimit-Policy} and {@code RateLimit}, as lists of structured items
 * (draft-ietf-httpapi-ratelimit-headers, sections 3 and 4; RFC 9651): what is granted in how many
 * seconds, and what is left of it until it is whole again.
 */
public final class RateLimitFields {
  private static final Map<Limit, String> NAMES =
      Arrays.stream(Limit.values())
          .collect(
              Collectors.toUnmodifiableMap(
                  limit -> limit, limit -> limit.name().toLowerCase(Locale.ROOT)));

  private RateLimitFields() {}

  /** The fields by name; none where there is no limit. */
  public static Map<String, String> of(List<RateLimitStatus> limits) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (!limits.isEmpty()) {
      StringBuilder policy = new StringBuilder();
      StringBuilder left = new StringBuilder();
      for (RateLimitStatus limit : limits) {
        String name = (left.isEmpty() ? "\"" : ", \"") + name(limit.limit()) + '"';
        policy.append(name).append(";q=").append(limit.quota());
        policy.append(";w=").append(seconds(limit.window()));
        left.append(name).append(";r=").append(limit.remaining());
        left.append(";t=").append(seconds(limit.reset()));
      }
      fields.put("RateLimit-Policy", policy.toString());
      fields.put("RateLimit", left.toString());
    }
    return fields;
  }

  /** The same response with the fields. */
  public static <T> MutableHttpResponse<T> on(
      MutableHttpResponse<T> response, List<RateLimitStatus> limits) {
    of(limits).forEach(response::header);
    return response;
  }

  /** What a limit is called in the fields of responses. */
  public static String name(Limit limit) {
    return Objects.requireNonNull(NAMES.get(limit));
  }

  /** Whole seconds, never early. */
  private static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}

package dev.parley.domain.quota;

import java.time.Duration;
import java.util.Objects;

/**
 * How much of a rate is left, for the fields {@code RateLimit-Policy} and {@code RateLimit}
 * (draft-ietf-httpapi-ratelimit-headers, sections 3 and 4).
 *
 * @param limit {@link Limit#REQUESTS} or {@link Limit#TOKENS}
 * @param quota how much the rate grants in a {@code window}
 * @param remaining how much would be granted at once
 * @param reset when the whole burst is there again if nothing is used
 */
public record RateLimitStatus(
    Limit limit, long quota, Duration window, long remaining, Duration reset) {
  public RateLimitStatus {
    Objects.requireNonNull(limit);
    Objects.requireNonNull(window);
    Objects.requireNonNull(reset);
  }
}

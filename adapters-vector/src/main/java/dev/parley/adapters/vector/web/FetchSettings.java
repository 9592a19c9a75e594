package dev.parley.adapters.vector.web;

import dev.parley.domain.web.FetchPolicy;
import java.time.Duration;

/**
 * How pages are fetched.
 *
 * @param maxBytes the largest page, as it is sent and as it is unpacked
 * @param timeLimit for all of a page: names, robots.txt, redirects and content
 * @param connectLimit for each connection
 */
public record FetchSettings(
    FetchPolicy policy, long maxBytes, Duration timeLimit, Duration connectLimit) {
  private static final Duration TIME_LIMIT = Duration.ofSeconds(30);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  public FetchSettings {
    if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "maxBytes: " + maxBytes + " (expected: 1.." + (Integer.MAX_VALUE - 8) + ")");
    }
    if (!timeLimit.isPositive() || !connectLimit.isPositive()) {
      throw new IllegalArgumentException(
          "timeLimit, connectLimit: "
              + timeLimit
              + ", "
              + connectLimit
              + " (expected: more than 0)");
    }
  }

  /** What is usual, but for what installations differ in. */
  public static FetchSettings of(FetchPolicy policy, long maxBytes) {
    return new FetchSettings(policy, maxBytes, TIME_LIMIT, CONNECT_LIMIT);
  }
}

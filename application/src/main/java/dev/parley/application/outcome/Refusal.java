package dev.parley.application.outcome;

import dev.parley.domain.quota.RateLimitStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why something that was asked for was not done. */
public sealed interface Refusal {

  /**
   * There is no such thing for this caller, whether or not another tenant has it.
   *
   * @param kind in the words of the HTTP contract, such as {@code bot}
   */
  record NotFound(String kind) implements Refusal {}

  /**
   * A value cannot be accepted.
   *
   * @param code a stable word
   * @param field in the words of the HTTP contract
   * @param detail the value and what was expected
   */
  record Invalid(String code, String field, String detail) implements Refusal {
    public Invalid(String field, String detail) {
      this("invalid_request", field, detail);
    }
  }

  /**
   * The value is fine, but not in the present state of things.
   *
   * @param code a stable word, such as {@code slug_taken}
   */
  record Conflict(String code, String detail) implements Refusal {}

  /** The caller's roles do not reach so far. */
  record Forbidden(String detail) implements Refusal {}

  /**
   * Not now, whoever asks: answered 503.
   *
   * @param retryAfter when to come back
   */
  record Unavailable(String detail, Duration retryAfter) implements Refusal {}

  /**
   * A limit of the caller's, or of what is asked, is reached.
   *
   * @param code {@code rate_limited}, {@code token_rate_limited} or {@code budget_exhausted}
   * @param retryAfter when the same would be granted; null: never, it is more than the limit itself
   * @param status of the caller's rates
   */
  record Limited(
      String code, String detail, @Nullable Duration retryAfter, List<RateLimitStatus> status)
      implements Refusal {
    public Limited {
      Objects.requireNonNull(code);
      Objects.requireNonNull(detail);
      status = List.copyOf(status);
    }
  }
}

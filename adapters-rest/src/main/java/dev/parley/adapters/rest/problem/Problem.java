package dev.parley.adapters.rest.problem;

import dev.parley.adapters.rest.wire.RateLimitFields;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An error answer in the making.
 *
 * @param code a stable word; docs/errors.md lists them all
 * @param detail for people: what happened and what was expected
 * @param headers to be sent with it
 * @param runId the run that failed, if one did
 * @param sessionId the conversation of that run
 */
public record Problem(
    HttpStatus status,
    String code,
    String detail,
    List<FieldProblem> details,
    Map<String, String> headers,
    @Nullable UUID runId,
    @Nullable UUID sessionId) {

  public Problem {
    Objects.requireNonNull(status);
    details = List.copyOf(details);
    headers = Map.copyOf(headers);
  }

  public static Problem of(HttpStatus status, String code, String detail) {
    return new Problem(status, code, detail, List.of(), Map.of(), null, null);
  }

  /** A value of the request that cannot be accepted. */
  public static Problem invalid(String code, String field, String message) {
    return new Problem(
        HttpStatus.UNPROCESSABLE_ENTITY,
        code,
        message,
        List.of(new FieldProblem(field, message)),
        Map.of(),
        null,
        null);
  }

  /**
   * What ended some work, as a caller is told it: a refusal of ours, or JSON that cannot be read
   * (any {@link IOException}), or else a fault of ours.
   */
  public static Problem of(Throwable cause) {
    return Problems.of(cause);
  }

  static Problem of(InvalidValue invalid) {
    return invalid("invalid_request", invalid.field(), String.valueOf(invalid.getMessage()));
  }

  /** One answer for all that is not there, so that it tells nothing about what is. */
  static Problem notFound() {
    return of(HttpStatus.NOT_FOUND, "not_found", "There is nothing here by that name.");
  }

  /** A body of a type that the path does not take. */
  public static Problem unsupportedMediaType() {
    return of(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        "This path does not take a body of that type.");
  }

  static Problem of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.NotFound notFound -> notFound();
      case Refusal.Conflict conflict ->
          of(statusOfConflict(conflict.code()), conflict.code(), conflict.detail());
      case Refusal.Forbidden forbidden -> of(HttpStatus.FORBIDDEN, "forbidden", forbidden.detail());
      case Refusal.Limited limited -> limited(limited);
      case Refusal.Invalid invalid ->
          invalid(invalid.code(), invalid.field(), invalid.detail())
              .withStatus(statusOf(invalid.code()));
      case Refusal.Unavailable unavailable ->
          of(HttpStatus.SERVICE_UNAVAILABLE, "overloaded", unavailable.detail())
              .withHeader(HttpHeaders.RETRY_AFTER, seconds(unavailable.retryAfter()));
    };
  }

  private static Problem limited(Refusal.Limited limited) {
    HttpStatus status =
        limited.code().equals("budget_exhausted")
            ? HttpStatus.PAYMENT_REQUIRED
            : HttpStatus.TOO_MANY_REQUESTS;
    Map<String, String> headers = new LinkedHashMap<>(RateLimitFields.of(limited.status()));
    if (limited.retryAfter() != null) {
      headers.put(HttpHeaders.RETRY_AFTER, seconds(limited.retryAfter()));
    }
    return new Problem(status, limited.code(), limited.detail(), List.of(), headers, null, null);
  }

  /** Whole seconds, as Retry-After wants them; never early. */
  static String seconds(Duration duration) {
    return String.valueOf(Math.max(1, duration.plusNanos(999_999_999).toSeconds()));
  }

  private static HttpStatus statusOfConflict(String code) {
    return switch (code) {
      case "precondition_failed" -> HttpStatus.PRECONDITION_FAILED;
      case "sharing_disabled" -> HttpStatus.FORBIDDEN;
      default -> HttpStatus.CONFLICT;
    };
  }

  private static HttpStatus statusOf(String code) {
    return switch (code) {
      case "unsupported_type" -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
      case "too_large" -> HttpStatus.REQUEST_ENTITY_TOO_LARGE;
      default -> HttpStatus.UNPROCESSABLE_ENTITY;
    };
  }

  private Problem withStatus(HttpStatus newStatus) {
    return new Problem(newStatus, code, detail, details, headers, runId, sessionId);
  }

  /** The same problem, answered with one header. */
  public Problem withHeader(String name, String value) {
    return new Problem(status, code, detail, details, Map.of(name, value), runId, sessionId);
  }

  /** The same problem, naming the run that it is about. */
  public Problem aboutRun(UUID run, UUID session) {
    return new Problem(status, code, detail, details, headers, run, session);
  }
}

package dev.parley.adapters.rest.problem;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.conversation.RunFailure;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An error answer in the form of OpenAI's API, for the routes that its clients call.
 *
 * @param type in OpenAI's words, such as {@code invalid_request_error}
 * @param param the field of the request that is wrong, such as {@code messages[0].role}; null: none
 * @param code a stable word; null: the type says it all
 * @param headers to be sent with it
 */
public record OpenAiError(
    HttpStatus status,
    String message,
    String type,
    @Nullable String param,
    @Nullable String code,
    Map<String, String> headers) {
  /** The type of what is wrong with the request. */
  public static final String INVALID_REQUEST = "invalid_request_error";

  /** The type and code of what money alone can mend. */
  public static final String NO_QUOTA = "insufficient_quota";

  /** Keeps clients, which try a 429 again within seconds, from doing so. */
  public static final Map<String, String> NO_RETRY = Map.of("x-should-retry", "false");

  private static final String API_ERROR = "api_error";
  private static final String SERVER_ERROR = "server_error";
  private static final String RATE_LIMIT_EXCEEDED = "rate_limit_exceeded";

  /** Where a provider does not say when to come back. */
  private static final Duration SOON = Duration.ofSeconds(1);

  public OpenAiError {
    Objects.requireNonNull(status);
    Objects.requireNonNull(message);
    Objects.requireNonNull(type);
    headers = Map.copyOf(headers);
  }

  /** Something is wrong with the request. */
  public static OpenAiError invalid(@Nullable String param, @Nullable String code, String message) {
    return new OpenAiError(HttpStatus.BAD_REQUEST, message, INVALID_REQUEST, param, code, Map.of());
  }

  /** There is no such model, or not for this caller. */
  public static OpenAiError modelNotFound(String model) {
    return new OpenAiError(
        HttpStatus.NOT_FOUND,
        "The model '" + model + "' does not exist or you do not have access to it.",
        INVALID_REQUEST,
        "model",
        "model_not_found",
        Map.of());
  }

  /**
   * An answer that could not be made.
   *
   * @param retryAfter null: not known
   */
  public static OpenAiError of(RunFailure failure, @Nullable Duration retryAfter) {
    String code = failure.code().name().toLowerCase(Locale.ROOT);
    String message = failure.detail();
    return switch (failure.code()) {
      case CONTEXT_LENGTH_EXCEEDED -> invalid("messages", "context_length_exceeded", message);
      case PROVIDER_REJECTED, PROVIDER_UNAUTHORIZED, PROVIDER_UNAVAILABLE ->
          new OpenAiError(HttpStatus.BAD_GATEWAY, message, API_ERROR, null, code, Map.of());
      case PROVIDER_TIMEOUT ->
          new OpenAiError(HttpStatus.GATEWAY_TIMEOUT, message, API_ERROR, null, code, Map.of());
      case PROVIDER_RATE_LIMITED ->
          new OpenAiError(
              HttpStatus.TOO_MANY_REQUESTS,
              message,
              "requests",
              null,
              RATE_LIMIT_EXCEEDED,
              retryAfter(retryAfter));
      case OVERLOADED, INTERRUPTED ->
          new OpenAiError(
              HttpStatus.SERVICE_UNAVAILABLE,
              message,
              SERVER_ERROR,
              null,
              code,
              retryAfter(retryAfter));
      case INTERNAL ->
          new OpenAiError(
              HttpStatus.INTERNAL_SERVER_ERROR, message, SERVER_ERROR, null, code, Map.of());
    };
  }

  private static Map<String, String> retryAfter(@Nullable Duration duration) {
    return Map.of(HttpHeaders.RETRY_AFTER, Problem.seconds(duration == null ? SOON : duration));
  }

  /** A limit is reached; told with more headers than a problem has. */
  public static OpenAiError of(Refusal.Limited limited, Map<String, String> headers) {
    return of(Problem.of(limited), "", "").withHeaders(headers);
  }

  /**
   * A problem in this form.
   *
   * @param path of the request
   */
  static OpenAiError of(Problem problem, String method, String path) {
    String param = problem.details().isEmpty() ? null : problem.details().getFirst().field();
    return switch (problem.code()) {
      case "unauthorized" ->
          as(problem, HttpStatus.UNAUTHORIZED, INVALID_REQUEST, null, "invalid_api_key");
      case "forbidden" ->
          as(problem, HttpStatus.FORBIDDEN, INVALID_REQUEST, null, "insufficient_permissions");
      case "not_found" ->
          path.startsWith("/v1/models/")
              ? modelNotFound(decoded(path.substring("/v1/models/".length())))
              : unknownUrl(method, path);
      case "method_not_allowed" ->
          new OpenAiError(
              problem.status(),
              "Not allowed to " + method + " on " + path + ".",
              INVALID_REQUEST,
              null,
              "method_not_supported",
              problem.headers());
      case "unsupported_media_type" ->
          as(problem, problem.status(), INVALID_REQUEST, null, "unsupported_content_type");
      case "body_too_large" ->
          as(problem, problem.status(), INVALID_REQUEST, null, "request_too_large");
      case "rate_limited" -> as(problem, problem.status(), "requests", null, RATE_LIMIT_EXCEEDED);
      case "token_rate_limited" ->
          as(problem, problem.status(), "tokens", null, RATE_LIMIT_EXCEEDED);
      case "budget_exhausted" -> withoutRetry(problem);
      case "provider_rate_limited" ->
          as(problem, HttpStatus.TOO_MANY_REQUESTS, "requests", null, RATE_LIMIT_EXCEEDED);
      case "model_not_found" ->
          as(problem, HttpStatus.NOT_FOUND, INVALID_REQUEST, "model", "model_not_found");
      case "context_length_exceeded", "message_too_long" ->
          as(
              problem,
              HttpStatus.BAD_REQUEST,
              INVALID_REQUEST,
              "messages",
              "context_length_exceeded");
      case "provider_rejected",
          "provider_unauthorized",
          "provider_unavailable",
          "provider_timeout" ->
          as(problem, problem.status(), API_ERROR, null, problem.code());
      case "empty_message" ->
          as(problem, HttpStatus.BAD_REQUEST, INVALID_REQUEST, "messages", "invalid_value");
      case "invalid_request", "unsupported_field", "nothing_to_search" ->
          Problems.BODY.equals(param)
              ? as(problem, HttpStatus.BAD_REQUEST, INVALID_REQUEST, null, "malformed_json")
              : as(problem, HttpStatus.BAD_REQUEST, INVALID_REQUEST, param, "invalid_value");
      default ->
          problem.status().getCode() >= 500
              ? as(problem, problem.status(), SERVER_ERROR, null, problem.code())
              : as(problem, problem.status(), INVALID_REQUEST, param, problem.code());
    };
  }

  /** A part of a path as it was meant: clients encode the slashes of names. */
  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return part;
    }
  }

  private static OpenAiError unknownUrl(String method, String path) {
    String there =
        path.startsWith("/v1/messages")
            ? "Of Anthropic's API there are POST /v1/messages and POST /v1/messages/count_tokens."
            : "Of OpenAI's API there are POST /v1/responses, POST /v1/chat/completions, POST"
                + " /v1/embeddings and GET /v1/models.";
    return new OpenAiError(
        HttpStatus.NOT_FOUND,
        "Unknown request URL: " + method + " " + Fields.shortened(path) + ". " + there,
        INVALID_REQUEST,
        null,
        "unknown_url",
        Map.of());
  }

  private static OpenAiError as(
      Problem problem, HttpStatus status, String type, @Nullable String param, String code) {
    return new OpenAiError(status, problem.detail(), type, param, code, problem.headers());
  }

  /** A budget lasts until tomorrow. */
  private static OpenAiError withoutRetry(Problem problem) {
    OpenAiError error = as(problem, HttpStatus.TOO_MANY_REQUESTS, NO_QUOTA, null, NO_QUOTA);
    return error.withHeaders(NO_RETRY);
  }

  private OpenAiError withHeaders(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(more);
    return new OpenAiError(status, message, type, param, code, all);
  }
}

package dev.parley.adapters.rest.problem;

import java.util.LinkedHashMap;
import java.util.Map;

/** Errors in the form of Anthropic's API, made of those in OpenAI's. */
public final class AnthropicError {
  private AnthropicError() {}

  static AnthropicErrorJson of(OpenAiError error, String requestId) {
    return new AnthropicErrorJson(
        "error",
        new AnthropicErrorJson.Details(type(error.status().getCode()), message(error)),
        requestId);
  }

  /** Anthropic's form has no field for the parameter that is wrong: the words name it. */
  private static String message(OpenAiError error) {
    String param = error.param();
    return param == null || error.message().contains(param)
        ? error.message()
        : param + ": " + error.message();
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503 -> "overloaded_error";
      case 504 -> "timeout_error";
      default -> status < 500 ? "invalid_request_error" : "api_error";
    };
  }

  /**
   * An error of which no status can tell any more.
   *
   * @param error in the form of OpenAI's API
   */
  public static Map<String, Object> inStream(Map<?, ?> error, String requestId) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("type", typeInStream(String.valueOf(error.get("code"))));
    details.put("message", String.valueOf(error.get("message")));
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", "error");
    event.put("error", details);
    event.put("request_id", requestId);
    return event;
  }

  private static String typeInStream(String code) {
    return switch (code) {
      case "overloaded", "interrupted" -> type(503);
      case "provider_timeout" -> type(504);
      case "rate_limit_exceeded" -> type(429);
      case "context_length_exceeded" -> type(400);
      default -> type(500);
    };
  }
}

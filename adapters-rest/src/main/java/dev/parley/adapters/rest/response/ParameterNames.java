package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.problem.OpenAiError;
import dev.parley.adapters.rest.problem.OpenAiException;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What parameters of a chat completion are called in a request for a response. */
final class ParameterNames {
  /** Which message it is says nothing to somebody who sent items. */
  private static final Pattern MESSAGE = Pattern.compile("messages(?:\\[\\d+][^']*)?");

  private static final Map<String, String> NAMES =
      Map.of(
          "max_tokens", "max_output_tokens",
          "max_completion_tokens", "max_output_tokens",
          "response_format", "text.format",
          "reasoning_effort", "reasoning.effort",
          "verbosity", "text.verbosity");

  private ParameterNames() {}

  /** Does something with a chat completion, whose errors are told in a response's words. */
  static <T> T telling(Supplier<T> step) {
    try {
      return step.get();
    } catch (OpenAiException e) {
      throw new OpenAiException(told(e.error()));
    }
  }

  private static OpenAiError told(OpenAiError error) {
    String param = error.param();
    if (param == null) {
      return error;
    }
    String name = MESSAGE.matcher(param).matches() ? "input" : NAMES.getOrDefault(param, param);
    return new OpenAiError(
        error.status(),
        error.message().replace("'" + param + "'", "'" + name + "'"),
        error.type(),
        name,
        error.code(),
        error.headers());
  }
}

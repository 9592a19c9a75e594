package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.openai.ChatMessages.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What bots and our own models cannot be asked for. An answer that silently ignored a wish would be
 * a wrong one, so those that change what an answer is are refused; those that only tune how it is
 * found are the bot's to decide, and pass over.
 */
final class OwnParameters {
  private static final Set<String> HEEDED =
      Set.of(
          "model",
          "messages",
          "stream",
          "stream_options",
          "max_tokens",
          "max_completion_tokens",
          "stop");

  private static final Set<String> PASSED_OVER =
      Set.of(
          "temperature",
          "top_p",
          "frequency_penalty",
          "presence_penalty",
          "seed",
          "user",
          "metadata",
          "store",
          "service_tier",
          "reasoning_effort",
          "verbosity",
          "parallel_tool_calls",
          "logprobs",
          "top_logprobs",
          "top_k",
          "min_p",
          "repetition_penalty",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention");

  private OwnParameters() {}

  /** Refuses what cannot be done, naming the first such parameter. */
  static void check(ChatCompletionBody body) {
    body.json()
        .members()
        .forEach(
            (name, member) -> {
              Object value = member.value();
              if (value == null || HEEDED.contains(name) || PASSED_OVER.contains(name)) {
                return;
              }
              if (!asksForNothing(body.json(), name, value)) {
                throw Check.unsupported(
                    name, "is not supported with the model '" + body.model() + "'");
              }
            });
    for (ChatMessage message : body.messages()) {
      if (message.images() > 0 || message.others() != null) {
        throw Check.failed(
            message.param() + ".content",
            "unsupported_value",
            "The model '" + body.model() + "' takes text alone.");
      }
      if (message.role().equals("tool") || message.role().equals("function")) {
        throw Check.failed(
            message.param() + ".role",
            "unsupported_value",
            "The model '" + body.model() + "' takes no results of tools.");
      }
    }
  }

  private static boolean asksForNothing(JsonBody json, String name, Object value) {
    return switch (name) {
      case "n" -> value.equals(1);
      case "tools" ->
          value instanceof List<?> list
              && (list.isEmpty() || "none".equals(json.value("tool_choice")));
      case "functions" -> value instanceof List<?> list && list.isEmpty();
      case "tool_choice", "function_call" -> value.equals("none") || value.equals("auto");
      case "response_format" ->
          value instanceof Map<?, ?> format && "text".equals(format.get("type"));
      case "modalities" -> value.equals(List.of("text"));
      case "logit_bias" -> value instanceof Map<?, ?> map && map.isEmpty();
      default -> false;
    };
  }
}

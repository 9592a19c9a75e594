package dev.parley.adapters.rest.anthropic;

import dev.parley.adapters.rest.openai.JsonBody;
import dev.parley.adapters.rest.openai.JsonText;
import dev.parley.adapters.rest.openai.JsonView;
import dev.parley.adapters.rest.problem.OpenAiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said in a chat completion, whole or in chunks, in the words of a message. */
final class Answer {
  private Answer() {}

  /**
   * A message made of a chat completion.
   *
   * @param model as the caller wrote it
   */
  static byte[] message(byte[] completion, String model) {
    JsonBody json = JsonBody.read(completion);
    Map<?, ?> choice = JsonView.first(json.value("choices"));
    Map<?, ?> said = JsonView.object(choice.get("message"));
    Map<String, @Nullable Object> message = head(id(json), model);
    message.put("content", content(said));
    message.put("stop_reason", stopReason(choice.get("finish_reason"), said));
    message.put("usage", usage(JsonView.object(json.value("usage"))));
    return JsonText.of(message).getBytes(StandardCharsets.UTF_8);
  }

  /** A message of which nothing is said yet. */
  static Map<String, @Nullable Object> head(String id, String model) {
    return JsonText.object(
        "id",
        id,
        "type",
        "message",
        "role",
        "assistant",
        "model",
        model,
        "content",
        List.of(),
        "stop_reason",
        null,
        "stop_sequence",
        null,
        "usage",
        null);
  }

  static String id(JsonBody json) {
    return "msg_" + String.valueOf(json.value("id")).replaceFirst("^chatcmpl-", "");
  }

  private static List<Object> content(Map<?, ?> said) {
    List<Object> content = new ArrayList<>();
    String text = text(said);
    if (!text.isEmpty()) {
      Map<String, @Nullable Object> block = textBlock(text);
      List<Object> citations = citations(said.get("citations"));
      if (!citations.isEmpty()) {
        block.put("citations", citations);
      }
      content.add(block);
    }
    for (Map<?, ?> call : JsonView.objects(said.get("tool_calls"))) {
      Map<?, ?> function = JsonView.object(call.get("function"));
      Map<String, @Nullable Object> block = toolBlock(call.get("id"), function.get("name"));
      block.put("input", input(function.get("arguments")));
      content.add(block);
    }
    return content;
  }

  /** What was said, or else the words of a refusal. */
  private static String text(Map<?, ?> said) {
    return said.get("content") instanceof String text && !text.isEmpty()
        ? text
        : JsonView.text(said.get("refusal"));
  }

  static Map<String, @Nullable Object> textBlock(String text) {
    return JsonText.object("type", "text", "text", text);
  }

  static Map<String, @Nullable Object> toolBlock(@Nullable Object id, @Nullable Object name) {
    return JsonText.object(
        "type",
        "tool_use",
        "id",
        id,
        "name",
        name,
        "input",
        Map.of(),
        "caller",
        Map.of("type", "direct"));
  }

  /** Arguments that are no object are shown as they are: the caller's tool refuses them. */
  private static Map<?, ?> input(@Nullable Object arguments) {
    String text = JsonView.text(arguments);
    if (text.isBlank()) {
      return Map.of();
    }
    try {
      return JsonBody.read(text.getBytes(StandardCharsets.UTF_8)).values();
    } catch (OpenAiException noObject) {
      return Map.of("arguments", text);
    }
  }

  /** A bot's citations, as those of results of a search. */
  static List<Object> citations(@Nullable Object given) {
    List<Object> citations = new ArrayList<>();
    for (Map<?, ?> citation : JsonView.objects(given)) {
      citations.add(
          JsonText.object(
              "type",
              "search_result_location",
              "source",
              "urn:parley:document:"
                  + citation.get("document_id")
                  + "#page="
                  + citation.get("page"),
              "title",
              citation.get("title"),
              "cited_text",
              citation.get("quote"),
              "search_result_index",
              citations.size(),
              "start_block_index",
              0,
              "end_block_index",
              1));
    }
    return citations;
  }

  static String stopReason(@Nullable Object finishReason, Map<?, ?> said) {
    if (!JsonView.text(said.get("refusal")).isEmpty()) {
      return "refusal";
    }
    return switch (JsonView.text(finishReason)) {
      case "length" -> "max_tokens";
      case "tool_calls", "function_call" -> "tool_use";
      case "content_filter" -> "refusal";
      default -> "end_turn";
    };
  }

  /** Tokens of the prompt that had been read before are counted apart there. */
  static Map<String, @Nullable Object> usage(Map<?, ?> usage) {
    int prompt = JsonView.number(usage.get("prompt_tokens"));
    int cached =
        Math.min(
            prompt,
            JsonView.number(
                JsonView.object(usage.get("prompt_tokens_details")).get("cached_tokens")));
    return usage(prompt - cached, cached, JsonView.number(usage.get("completion_tokens")));
  }

  static Map<String, @Nullable Object> usage(int read, int cached, int written) {
    return JsonText.object(
        "input_tokens",
        read,
        "cache_creation_input_tokens",
        0,
        "cache_read_input_tokens",
        cached,
        "output_tokens",
        written,
        "service_tier",
        "standard");
  }
}

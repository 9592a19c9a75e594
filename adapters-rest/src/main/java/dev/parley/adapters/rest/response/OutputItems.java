package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.openai.JsonText;
import dev.parley.adapters.rest.openai.JsonView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a model said, in the form of a response's items. */
final class OutputItems {
  private OutputItems() {}

  static Map<String, @Nullable Object> message(@Nullable String id, String status, List<?> parts) {
    return JsonText.object(
        "id", id, "type", "message", "status", status, "role", "assistant", "content", parts);
  }

  static Map<String, @Nullable Object> text(String text, List<?> annotations) {
    return JsonText.object(
        "type", "output_text", "annotations", annotations, "logprobs", List.of(), "text", text);
  }

  static Map<String, @Nullable Object> refusal(String words) {
    return JsonText.object("type", "refusal", "refusal", words);
  }

  static Map<String, @Nullable Object> call(
      @Nullable String id, String status, String callId, String name, String arguments) {
    return JsonText.object(
        "id",
        id,
        "type",
        "function_call",
        "status",
        status,
        "arguments",
        arguments,
        "call_id",
        callId,
        "name",
        name);
  }

  /** What a call is known by where the provider does not say it: the item's own id. */
  static String callId(@Nullable Object given, String itemId) {
    String id = JsonView.text(given);
    return id.isEmpty() ? itemId.replaceFirst("^fc", "call") : id;
  }

  /** Citations as they are in a chat completion, a level less deep. */
  static List<Object> annotations(@Nullable Object given) {
    List<Object> annotations = new ArrayList<>();
    for (Map<?, ?> annotation : JsonView.objects(given)) {
      Map<?, ?> cited = JsonView.object(annotation.get("url_citation"));
      if (!cited.isEmpty()) {
        Map<String, @Nullable Object> flat = JsonText.object("type", "url_citation");
        cited.forEach((name, value) -> flat.put(String.valueOf(name), value));
        annotations.add(flat);
      }
    }
    return annotations;
  }

  /** What was used, as a response counts it. */
  static @Nullable Map<String, @Nullable Object> usage(Map<?, ?> usage) {
    if (usage.isEmpty()) {
      return null;
    }
    int read = JsonView.number(usage.get("prompt_tokens"));
    int written = JsonView.number(usage.get("completion_tokens"));
    Map<?, ?> readDetails = JsonView.object(usage.get("prompt_tokens_details"));
    Map<?, ?> writtenDetails = JsonView.object(usage.get("completion_tokens_details"));
    return JsonText.object(
        "input_tokens",
        read,
        "input_tokens_details",
        JsonText.object("cached_tokens", JsonView.number(readDetails.get("cached_tokens"))),
        "output_tokens",
        written,
        "output_tokens_details",
        JsonText.object(
            "reasoning_tokens", JsonView.number(writtenDetails.get("reasoning_tokens"))),
        "total_tokens",
        (long) read + written);
  }
}

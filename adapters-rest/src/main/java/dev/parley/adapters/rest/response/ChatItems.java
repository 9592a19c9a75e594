package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.openai.JsonText;
import dev.parley.adapters.rest.openai.JsonView;
import dev.parley.adapters.rest.problem.OpenAiError;
import dev.parley.adapters.rest.problem.OpenAiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Items as messages of a chat completion: calls that were made at once become one message, and what
 * a tool returned besides text is shown by the user once all tools have answered.
 */
final class ChatItems {
  private final List<Object> messages = new ArrayList<>();
  private final List<Object> calls = new ArrayList<>();
  private final List<Object> shown = new ArrayList<>();
  private final Set<String> called = new HashSet<>();
  private final Set<String> unanswered = new LinkedHashSet<>();
  private @Nullable Map<String, @Nullable Object> said;

  private ChatItems() {}

  /**
   * The messages.
   *
   * @param instructions null: none
   * @param items checked ones, of which none is a reference any more
   */
  static List<Object> messages(@Nullable String instructions, List<? extends Map<?, ?>> items) {
    ChatItems chat = new ChatItems();
    if (instructions != null) {
      chat.messages.add(JsonText.object("role", "system", "content", instructions));
    }
    items.forEach(chat::add);
    chat.endAnswer();
    chat.show();
    if (!chat.unanswered.isEmpty()) {
      throw unpaired(
          "No tool output found for function call " + chat.unanswered.iterator().next() + ".");
    }
    return chat.messages;
  }

  private void add(Map<?, ?> item) {
    switch (JsonView.text(item.get("type"))) {
      case "function_call" -> call(item);
      case "function_call_output" -> answered(item);
      default -> message(JsonView.text(item.get("role")), JsonView.objects(item.get("content")));
    }
  }

  private void message(String role, List<Map<?, ?>> parts) {
    endAnswer();
    show();
    switch (role) {
      case "assistant" -> said = JsonText.object("role", role, "content", words(parts));
      // Providers other than OpenAI know no other word for it.
      case "developer", "system" ->
          messages.add(JsonText.object("role", "system", "content", content(parts)));
      default -> messages.add(JsonText.object("role", role, "content", content(parts)));
    }
  }

  /** All that was said, refusals too. */
  private static String words(List<Map<?, ?>> parts) {
    StringBuilder words = new StringBuilder();
    for (Map<?, ?> part : parts) {
      words.append(JsonView.text(part.get("text"))).append(JsonView.text(part.get("refusal")));
    }
    return words.toString();
  }

  private static Object content(List<Map<?, ?>> parts) {
    if (parts.size() == 1 && "input_text".equals(parts.getFirst().get("type"))) {
      return JsonView.text(parts.getFirst().get("text"));
    }
    return parts.stream().map(ChatItems::part).toList();
  }

  private static Object part(Map<?, ?> part) {
    return switch (JsonView.text(part.get("type"))) {
      case "input_image" -> {
        Object detail = part.get("detail");
        yield JsonText.object(
            "type",
            "image_url",
            "image_url",
            JsonText.object(
                "url",
                part.get("image_url"),
                "detail",
                // A word that chat completions do not have, for the most that there is.
                "original".equals(detail) ? "high" : detail));
      }
      case "input_file" ->
          JsonText.object(
              "type",
              "file",
              "file",
              JsonText.object(
                  "filename", part.get("filename"), "file_data", part.get("file_data")));
      default -> JsonText.object("type", "text", "text", part.get("text"));
    };
  }

  private void call(Map<?, ?> item) {
    show();
    String id = JsonView.text(item.get("call_id"));
    called.add(id);
    unanswered.add(id);
    calls.add(
        JsonText.object(
            "id",
            id,
            "type",
            "function",
            "function",
            JsonText.object("name", item.get("name"), "arguments", item.get("arguments"))));
  }

  private void answered(Map<?, ?> item) {
    endAnswer();
    String id = JsonView.text(item.get("call_id"));
    if (!called.contains(id)) {
      throw unpaired("No tool call found for function call output with call_id " + id + ".");
    }
    unanswered.remove(id);
    messages.add(
        JsonText.object("role", "tool", "tool_call_id", id, "content", output(item.get("output"))));
  }

  private String output(@Nullable Object output) {
    if (output instanceof String text) {
      return text;
    }
    StringBuilder text = new StringBuilder();
    for (Map<?, ?> part : JsonView.objects(output)) {
      if (part.get("text") instanceof String piece) {
        text.append(text.isEmpty() ? "" : "\n").append(piece);
      } else {
        shown.add(part(part));
      }
    }
    return text.toString();
  }

  /** What was said and called at once is one message. */
  private void endAnswer() {
    Map<String, @Nullable Object> answer = said;
    if (answer == null && calls.isEmpty()) {
      return;
    }
    if (answer == null) {
      answer = JsonText.object("role", "assistant", "content", null);
    }
    if (!calls.isEmpty()) {
      answer.put("tool_calls", List.copyOf(calls));
    }
    messages.add(answer);
    said = null;
    calls.clear();
  }

  private void show() {
    if (!shown.isEmpty()) {
      messages.add(JsonText.object("role", "user", "content", List.copyOf(shown)));
      shown.clear();
    }
  }

  private static OpenAiException unpaired(String message) {
    return new OpenAiException(OpenAiError.invalid("input", null, message));
  }
}

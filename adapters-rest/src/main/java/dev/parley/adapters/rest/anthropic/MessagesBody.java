package dev.parley.adapters.rest.anthropic;

import dev.parley.adapters.rest.openai.AnswerLength;
import dev.parley.adapters.rest.openai.Check;
import dev.parley.adapters.rest.openai.JsonBody;
import dev.parley.adapters.rest.openai.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request for a message, and the chat completion that it means. What changes an answer and has no
 * counterpart there is refused; what only tunes how it is found is passed over, as for bots.
 *
 * @param model as the caller wrote it
 * @param completion the chat completion's JSON
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, and never compared.
record MessagesBody(String model, boolean stream, byte[] completion) {
  private static final Set<String> PASSED_OVER =
      Set.of(
          "top_k",
          "thinking",
          "service_tier",
          "speed",
          "inference_geo",
          "cache_control",
          "diagnostics",
          "context_management",
          "betas");

  /**
   * Reads a request.
   *
   * @param answered whether an answer is wanted; else nothing but its size is
   */
  static MessagesBody read(byte[] bytes, boolean answered) {
    JsonBody json = JsonBody.read(bytes);
    String model = Check.text("model", required(json, "model"));
    Map<String, @Nullable Object> chat = new LinkedHashMap<>();
    chat.put("model", model);
    chat.put("messages", messages(json));
    if (answered) {
      chat.put(
          AnswerLength.parameter(model),
          Check.integer("max_tokens", required(json, "max_tokens"), 1, Integer.MAX_VALUE));
    }
    json.members()
        .forEach(
            (name, member) -> {
              if (member.value() != null) {
                put(chat, name, member.value());
              }
            });
    boolean stream = Boolean.TRUE.equals(chat.get("stream"));
    if (stream) {
      chat.put("stream_options", Map.of("include_usage", true));
    }
    return new MessagesBody(model, stream, JsonText.of(chat).getBytes(StandardCharsets.UTF_8));
  }

  private static Object required(JsonBody json, String name) {
    Object value = json.value(name);
    if (value == null) {
      throw Check.missing(name);
    }
    return value;
  }

  private static List<Object> messages(JsonBody json) {
    List<Object> messages = new ArrayList<>();
    Object system = json.value("system");
    if (system != null) {
      messages.add(JsonText.object("role", "system", "content", Blocks.text("system", system)));
    }
    List<?> given = Check.filledList("messages", required(json, "messages"));
    for (int i = 0; i < given.size(); i++) {
      String at = "messages[" + i + "]";
      messages.addAll(Blocks.messages(at, Check.object(at, given.get(i))));
    }
    return messages;
  }

  private static void put(Map<String, @Nullable Object> chat, String name, Object value) {
    switch (name) {
      case "model", "messages", "system", "max_tokens" -> {}
      case "stream" -> chat.put(name, Check.truth(name, value));
      case "temperature" -> {
        Check.number(name, value, 0, 1);
        chat.put(name, value);
      }
      case "top_p" -> chat.put(name, value);
      case "stop_sequences" -> stop(chat, Check.list(name, value));
      case "metadata" -> {
        if (Check.object(name, value).get("user_id") instanceof String user) {
          chat.put("user", user);
        }
      }
      case "tools" -> chat.put(name, Tools.of(Check.list(name, value)));
      case "tool_choice" -> Tools.choose(chat, Check.object(name, value));
      case "output_config" -> output(chat, Check.object(name, value));
      default -> {
        if (!PASSED_OVER.contains(name)) {
          throw Check.unsupported(name, "is not supported here");
        }
      }
    }
  }

  private static void stop(Map<String, @Nullable Object> chat, List<?> sequences) {
    for (int i = 0; i < sequences.size(); i++) {
      String unused = Check.text("stop_sequences[" + i + "]", sequences.get(i));
    }
    if (!sequences.isEmpty()) {
      chat.put("stop", sequences);
    }
  }

  private static void output(Map<String, @Nullable Object> chat, Map<?, ?> config) {
    Object format = config.get("format");
    if (format == null) {
      return;
    }
    String at = "output_config.format";
    Map<?, ?> wanted = Check.object(at, format);
    String type = Check.word(at + ".type", wanted.get("type"), Set.of("json_schema"));
    chat.put(
        "response_format",
        JsonText.object(
            "type",
            type,
            type,
            JsonText.object(
                "name",
                "answer",
                "strict",
                true,
                "schema",
                Check.object(at + ".schema", wanted.get("schema")))));
  }
}

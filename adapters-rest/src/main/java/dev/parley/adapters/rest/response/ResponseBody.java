package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.openai.AnswerLength;
import dev.parley.adapters.rest.openai.Check;
import dev.parley.adapters.rest.openai.JsonBody;
import dev.parley.adapters.rest.openai.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request for a response, and what of it makes a chat completion. What changes an answer and has
 * no counterpart there is refused; what only tunes how it is found is passed over.
 *
 * @param values what the request holds besides its input, checked
 * @param model as the caller wrote it
 * @param store whether the response is to be kept
 * @param previous the response that this one goes on from, as the caller wrote it; null: none
 * @param input items with the ids that they came with
 * @param chat the chat completion's members but for its messages
 */
record ResponseBody(
    Map<String, @Nullable Object> values,
    String model,
    boolean stream,
    boolean store,
    @Nullable String previous,
    List<Map<String, @Nullable Object>> input,
    Map<String, @Nullable Object> chat) {
  private static final Set<String> INCLUDABLE =
      Set.of(
          "code_interpreter_call.outputs",
          "computer_call_output.output.image_url",
          "file_search_call.results",
          "message.input_image.image_url",
          "reasoning.encrypted_content",
          "web_search_call.action.sources",
          "web_search_call.results");

  private static final String LOGPROBS = "message.output_text.logprobs";
  private static final Set<String> TRUNCATIONS = Set.of("auto", "disabled");
  private static final Set<String> FORMATS = Set.of("text", "json_object", "json_schema");
  private static final String STREAM_OPTIONS = "stream_options";
  private static final String TEXT_FORMAT = "text.format";

  static ResponseBody read(byte[] bytes) {
    JsonBody json = JsonBody.read(bytes);
    if (json.value("model") == null) {
      throw Check.missing("model");
    }
    String model = Check.text("model", json.value("model"));
    Object previous = json.value("previous_response_id");
    Object input = json.value("input");
    if (input == null && previous == null) {
      throw Check.missing("input");
    }
    Map<String, @Nullable Object> chat = JsonText.object("model", model, "messages", List.of());
    json.members()
        .forEach(
            (name, member) -> {
              if (member.value() != null) {
                put(chat, model, name, member.value());
              }
            });
    dropChoiceAmongNothing(chat);
    boolean stream = Boolean.TRUE.equals(json.value("stream"));
    if (json.value(STREAM_OPTIONS) != null && !stream) {
      throw Check.failed(
          STREAM_OPTIONS,
          "invalid_value",
          "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    }
    if (stream) {
      chat.put("stream", true);
      chat.put(STREAM_OPTIONS, Map.of("include_usage", true));
    }
    Map<String, @Nullable Object> values = json.values();
    values.remove("input");
    return new ResponseBody(
        values,
        model,
        stream,
        !Boolean.FALSE.equals(json.value("store")),
        previous instanceof String id ? id : null,
        input == null ? List.of() : InputItems.read(input),
        chat);
  }

  private static void put(
      Map<String, @Nullable Object> chat, String model, String name, Object value) {
    switch (name) {
      case "model", "input" -> {}
      case "stream", "store" -> {
        boolean unused = Check.truth(name, value);
      }
      case "instructions", "previous_response_id" -> {
        String unused = Check.text(name, value);
      }
      case "background" -> {
        if (Check.truth(name, value)) {
          throw Check.unsupported(name, "is not supported here: ask for a stream");
        }
      }
      case "max_output_tokens" ->
          chat.put(AnswerLength.parameter(model), Check.integer(name, value, 1, Integer.MAX_VALUE));
      case "temperature" -> {
        Check.number(name, value, 0, 2);
        chat.put(name, value);
      }
      case "top_p" -> {
        Check.number(name, value, 0, 1);
        chat.put(name, value);
      }
      case "top_logprobs" -> {
        if (Check.integer(name, value, 0, Integer.MAX_VALUE) > 0) {
          throw Check.unsupported(name, "is not supported here");
        }
      }
      // Of tools that OpenAI runs, which there are none of.
      case "max_tool_calls" -> {
        int unused = Check.integer(name, value, 1, Integer.MAX_VALUE);
      }
      case "user",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "service_tier" ->
          chat.put(name, Check.text(name, value));
      case "prompt_cache_options" -> {
        Map<?, ?> unused = Check.object(name, value);
      }
      case "truncation" -> {
        String unused = Check.word(name, value, TRUNCATIONS);
      }
      // Not passed on: OpenAI takes it for what it is to store alone.
      case "metadata" -> Check.metadata(name, value);
      case "include" -> include(Check.list(name, value));
      case STREAM_OPTIONS -> options(Check.object(name, value));
      case "tools" -> {
        List<?> tools = Check.list(name, value);
        if (!tools.isEmpty()) {
          chat.put(name, FunctionTools.forChat(tools));
        }
      }
      case "tool_choice" -> chat.put(name, FunctionTools.choice(value));
      case "parallel_tool_calls" -> chat.put(name, Check.truth(name, value));
      case "reasoning" -> {
        Object effort = Check.object(name, value).get("effort");
        if (effort != null) {
          chat.put("reasoning_effort", Check.text("reasoning.effort", effort));
        }
      }
      case "text" -> text(chat, Check.object(name, value));
      default -> throw Check.unsupported(name, "is not supported here");
    }
  }

  /** OpenAI and others refuse it, though nothing is asked for by it. */
  private static void dropChoiceAmongNothing(Map<String, @Nullable Object> chat) {
    if (chat.get("tools") == null) {
      chat.remove("parallel_tool_calls");
      if ("auto".equals(chat.get("tool_choice")) || "none".equals(chat.get("tool_choice"))) {
        chat.remove("tool_choice");
      }
    }
  }

  private static void include(List<?> values) {
    for (int i = 0; i < values.size(); i++) {
      String at = "include[" + i + "]";
      if (LOGPROBS.equals(values.get(i))) {
        throw Check.unsupported(at, "is '" + LOGPROBS + "', which is not supported here");
      }
      String unused = Check.word(at, values.get(i), INCLUDABLE);
    }
  }

  private static void options(Map<?, ?> options) {
    options.forEach(
        (name, value) -> {
          String at = STREAM_OPTIONS + "." + name;
          if (!"include_obfuscation".equals(name)) {
            throw Check.failed(at, "unknown_parameter", "Unknown parameter: '" + at + "'.");
          }
          if (value != null) {
            boolean unused = Check.truth(at, value);
          }
        });
  }

  private static void text(Map<String, @Nullable Object> chat, Map<?, ?> text) {
    Object verbosity = text.get("verbosity");
    if (verbosity != null) {
      chat.put("verbosity", Check.text("text.verbosity", verbosity));
    }
    if (text.get("format") == null) {
      return;
    }
    Map<?, ?> format = Check.object(TEXT_FORMAT, text.get("format"));
    String type =
        Check.word(
            TEXT_FORMAT + ".type", InputItems.required(TEXT_FORMAT, format, "type"), FORMATS);
    switch (type) {
      case "json_schema" ->
          chat.put("response_format", JsonText.object("type", type, type, schema(format)));
      case "json_object" -> chat.put("response_format", JsonText.object("type", type));
      default -> {}
    }
  }

  private static Map<String, @Nullable Object> schema(Map<?, ?> format) {
    String name = InputItems.required(TEXT_FORMAT, format, "name");
    Check.name(TEXT_FORMAT + ".name", name);
    if (format.get("schema") == null) {
      throw Check.missing(TEXT_FORMAT + ".schema");
    }
    Map<String, @Nullable Object> schema = JsonText.object("name", name);
    if (format.get("description") != null) {
      schema.put(
          "description", Check.text(TEXT_FORMAT + ".description", format.get("description")));
    }
    if (format.get("strict") != null) {
      schema.put("strict", Check.truth(TEXT_FORMAT + ".strict", format.get("strict")));
    }
    schema.put("schema", Check.object(TEXT_FORMAT + ".schema", format.get("schema")));
    return schema;
  }

  /**
   * The chat completion that is meant.
   *
   * @param items all that comes before the answer, of which none is a reference any more
   */
  byte[] completion(List<? extends Map<?, ?>> items) {
    Map<String, @Nullable Object> whole = new LinkedHashMap<>(chat);
    whole.put(
        "messages",
        ChatItems.messages(values.get("instructions") instanceof String text ? text : null, items));
    return JsonText.of(whole).getBytes(StandardCharsets.UTF_8);
  }
}

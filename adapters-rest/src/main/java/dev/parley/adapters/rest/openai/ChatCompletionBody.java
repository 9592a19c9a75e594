package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.openai.ChatMessages.ChatMessage;
import dev.parley.application.gateway.ForwardRequest.Wanted;
import dev.parley.application.model.ModelGateway;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.token.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a chat completion, checked. What is not known here is left to the provider.
 *
 * @param model as the caller wrote it
 * @param includeUsage whether the caller wants to hear of a stream's usage
 * @param most the longest answer wanted, in tokens; null: not said
 */
record ChatCompletionBody(
    JsonBody json,
    String model,
    boolean stream,
    boolean includeUsage,
    List<ChatMessage> messages,
    @Nullable Integer most) {
  private static final int MOST_CHOICES = 128;
  private static final int MOST_STOPS = 4;
  private static final int MOST_LOGPROBS = 20;
  private static final int MOST_BIAS = 100;
  private static final String STREAM_OPTIONS = "stream_options";

  /** What a message costs besides its text, and an image whose size nobody has looked at. */
  private static final int MESSAGE_TOKENS = 4;

  private static final int IMAGE_TOKENS = 765;

  private static final Set<String> FORMATS = Set.of("text", "json_object", "json_schema");

  static ChatCompletionBody read(byte[] bytes) {
    JsonBody json = JsonBody.read(bytes);
    String model = model(json);
    List<ChatMessage> messages = ChatMessages.of(json.value("messages"));
    json.members()
        .forEach(
            (name, member) -> {
              if (member.value() != null) {
                check(json, name, member.value());
              }
            });
    boolean stream = Boolean.TRUE.equals(json.value("stream"));
    Object options = json.value(STREAM_OPTIONS);
    if (options != null && !stream) {
      throw Check.failed(
          STREAM_OPTIONS,
          "invalid_value",
          "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    }
    boolean includeUsage =
        options instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("include_usage"));
    return new ChatCompletionBody(json, model, stream, includeUsage, messages, most(json));
  }

  static String model(JsonBody json) {
    if (json.value("model") == null) {
      throw Check.missing("model");
    }
    String model = Check.text("model", json.value("model"));
    if (model.isEmpty()) {
      throw Check.failed("model", "invalid_value", "Invalid 'model': empty string.");
    }
    return model;
  }

  private static @Nullable Integer most(JsonBody json) {
    Object newer = json.value("max_completion_tokens");
    Object most = newer == null ? json.value("max_tokens") : newer;
    return most instanceof Integer number ? number : null;
  }

  /** Where the answer is to end, for those who are not told it by this body itself. */
  AnswerLimits limits() {
    List<?> stops =
        switch (json.value("stop")) {
          case String stop -> List.of(stop);
          case List<?> several -> several;
          case null -> List.of();
          default -> throw new IllegalStateException("checked before");
        };
    return new AnswerLimits(
        most, stops.stream().map(String::valueOf).filter(stop -> !stop.isEmpty()).toList());
  }

  private static void check(JsonBody json, String name, Object value) {
    switch (name) {
      case "stream", "store", "parallel_tool_calls" -> {
        boolean unused = Check.truth(name, value);
      }
      case "logprobs" -> {
        if (Check.truth(name, value)) {
          throw Check.unsupported(name, "is not supported here");
        }
      }
      case "top_logprobs" -> {
        if (Check.integer(name, value, 0, MOST_LOGPROBS) > 0) {
          throw Check.unsupported(name, "is not supported here");
        }
      }
      case "temperature" -> Check.number(name, value, 0, 2);
      case "top_p" -> Check.number(name, value, 0, 1);
      case "frequency_penalty", "presence_penalty" -> Check.number(name, value, -2, 2);
      case "n" -> {
        int unused = Check.integer(name, value, 1, MOST_CHOICES);
      }
      case "max_tokens", "max_completion_tokens" -> {
        int unused = Check.integer(name, value, 1, Integer.MAX_VALUE);
      }
      case "seed" -> {
        if (!(value instanceof Number) || value instanceof Double) {
          throw Check.wrongType(name, "an integer", value);
        }
      }
      case "stop" -> stop(value);
      case "user", "reasoning_effort", "service_tier", "verbosity" -> {
        String unused = Check.text(name, value);
      }
      case "logit_bias" -> bias(Check.object(name, value));
      case "metadata" -> Check.metadata(name, value);
      case "audio", "prediction", "web_search_options" -> {
        Map<?, ?> unused = Check.object(name, value);
      }
      case "modalities", "functions" -> {
        List<?> unused = Check.list(name, value);
      }
      case "tools" -> ToolParameters.tools(value);
      case "tool_choice" -> ToolParameters.choice(value, json.value("tools"));
      case "function_call" -> {
        if (!(value instanceof String) && !(value instanceof Map<?, ?>)) {
          throw Check.wrongType(name, "one of a string or an object", value);
        }
      }
      case "response_format" -> format(Check.object(name, value));
      case STREAM_OPTIONS -> options(Check.object(name, value));
      default -> {}
    }
  }

  private static void stop(Object value) {
    if (value instanceof String) {
      return;
    }
    if (!(value instanceof List<?> stops)) {
      throw Check.wrongType("stop", "one of a string or an array of strings", value);
    }
    Check.length("stop", stops, MOST_STOPS);
    for (int i = 0; i < stops.size(); i++) {
      String unused = Check.text("stop[" + i + "]", stops.get(i));
    }
  }

  private static void format(Map<?, ?> format) {
    if (format.get("type") == null) {
      throw Check.missing("response_format.type");
    }
    String type = Check.word("response_format.type", format.get("type"), FORMATS);
    if (!type.equals("json_schema")) {
      return;
    }
    String at = "response_format.json_schema";
    if (format.get("json_schema") == null) {
      throw Check.missing(at);
    }
    Map<?, ?> schema = Check.object(at, format.get("json_schema"));
    if (schema.get("name") == null) {
      throw Check.missing(at + ".name");
    }
    Check.name(at + ".name", schema.get("name"));
  }

  private static void bias(Map<?, ?> biases) {
    biases.forEach(
        (token, bias) -> Check.number("logit_bias." + token, bias, -MOST_BIAS, MOST_BIAS));
  }

  private static void options(Map<?, ?> options) {
    options.forEach(
        (name, value) -> {
          String at = STREAM_OPTIONS + "." + name;
          if (!name.equals("include_usage") && !name.equals("include_obfuscation")) {
            throw Check.failed(at, "unknown_parameter", "Unknown parameter: '" + at + "'.");
          }
          if (value != null) {
            boolean unused = Check.truth(at, value);
          }
        });
  }

  /** What the choice of a model needs to know. */
  Wanted wanted(TokenCounter tokens) {
    int size = (json.size("tools") + json.size("functions") + json.size("response_format")) / 4;
    Set<String> needed = new HashSet<>();
    String question = "";
    for (ChatMessage message : messages) {
      size += MESSAGE_TOKENS + tokens.count(message.text()) + IMAGE_TOKENS * message.images();
      if (message.images() > 0) {
        needed.add(Model.VISION);
      }
      if (message.role().equals("user")) {
        question = message.text();
      }
    }
    if (json.size("tools") > "[]".length()) {
      needed.add(Model.TOOLS);
    }
    List<String> texts = messages.stream().map(ChatMessage::text).toList();
    return new Wanted(new ModelId(model), size, most, needed, texts, question);
  }

  /**
   * The body as the provider is sent it: as it came, but for the model's name, and with a stream's
   * usage asked for, which the books need.
   */
  ModelGateway.Call call() {
    JsonBody.Member gap = member("model");
    byte[] bytes = json.bytes();
    if (!stream || includeUsage) {
      return call(
          Arrays.copyOfRange(bytes, 0, gap.start()),
          Arrays.copyOfRange(bytes, gap.end(), bytes.length));
    }
    JsonBody.Member options = json.members().get(STREAM_OPTIONS);
    int from = options == null ? json.start() + 1 : options.start();
    int to = options == null ? from : options.end();
    byte[] wanted = utf8(options == null ? "\"stream_options\":" + options() + "," : options());
    return from < gap.start()
        ? call(
            joined(bytes, 0, from, wanted, to, gap.start()),
            Arrays.copyOfRange(bytes, gap.end(), bytes.length))
        : call(
            Arrays.copyOfRange(bytes, 0, gap.start()),
            joined(bytes, gap.end(), from, wanted, to, bytes.length));
  }

  private JsonBody.Member member(String name) {
    return Objects.requireNonNull(json.members().get(name));
  }

  private String options() {
    Object obfuscation =
        json.value(STREAM_OPTIONS) instanceof Map<?, ?> map ? map.get("include_obfuscation") : null;
    return "{\"include_usage\":true"
        + (obfuscation == null ? "" : ",\"include_obfuscation\":" + obfuscation)
        + "}";
  }

  private ModelGateway.Call call(byte[] before, byte[] after) {
    return new ModelGateway.Call(ModelGateway.Operation.CHAT, before, after, stream, includeUsage);
  }

  private static byte[] joined(
      byte[] bytes, int first, int firstEnd, byte[] middle, int second, int secondEnd) {
    byte[] joined = new byte[firstEnd - first + middle.length + secondEnd - second];
    System.arraycopy(bytes, first, joined, 0, firstEnd - first);
    System.arraycopy(middle, 0, joined, firstEnd - first, middle.length);
    System.arraycopy(bytes, second, joined, firstEnd - first + middle.length, secondEnd - second);
    return joined;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.openai.Check;
import dev.parley.adapters.rest.openai.JsonText;
import dev.parley.adapters.rest.problem.OpenAiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The items of a request's input: their shape is checked here, and each is written as the list of a
 * response's input shows it. What a model thought is left out: no other can read it.
 */
final class InputItems {
  private static final Set<String> ROLES = Set.of("user", "assistant", "system", "developer");
  private static final Set<String> DETAILS = Set.of("auto", "low", "high", "original");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final String TEXT = "text";
  private static final String REFUSAL = "refusal";
  private static final String COMPLETED = "completed";

  private InputItems() {}

  /**
   * Reads an input.
   *
   * @return items with the ids that they came with, null for none
   */
  static List<Map<String, @Nullable Object>> read(Object input) {
    if (input instanceof String text) {
      return List.of(message(null, "user", List.of(inputText(text))));
    }
    if (!(input instanceof List<?> given)) {
      throw Check.wrongType("input", "one of a string or an array of objects", input);
    }
    List<Map<String, @Nullable Object>> items = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String at = "input[" + i + "]";
      Map<?, ?> item = Check.object(at, given.get(i));
      switch (type(at, item)) {
        case "message" -> items.add(message(at, item));
        case "function_call" -> items.add(call(at, item));
        case "function_call_output" -> items.add(callOutput(at, item));
        case "item_reference" ->
            items.add(JsonText.object("id", required(at, item, "id"), "type", "item_reference"));
        case "reasoning" -> {}
        default -> throw unsupported(at, item);
      }
    }
    return items;
  }

  private static String type(String at, Map<?, ?> item) {
    Object type = item.get("type");
    if (type != null) {
      return Check.text(at + ".type", type);
    }
    if (item.get("role") != null || item.get("id") == null) {
      return "message";
    }
    return "item_reference";
  }

  private static Map<String, @Nullable Object> message(String at, Map<?, ?> item) {
    String role = Check.word(at + ".role", present(at, item, "role"), ROLES);
    Object content = present(at, item, "content");
    boolean assistant = role.equals("assistant");
    if (content instanceof String text) {
      return message(
          id(item), role, List.of(assistant ? OutputItems.text(text, List.of()) : inputText(text)));
    }
    if (!(content instanceof List<?> given)) {
      throw Check.wrongType(at + ".content", "one of a string or an array of objects", content);
    }
    List<Object> parts = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String partAt = at + ".content[" + i + "]";
      Map<?, ?> part = Check.object(partAt, given.get(i));
      parts.add(assistant ? saidPart(partAt, part) : inputPart(partAt, part));
    }
    return message(id(item), role, parts);
  }

  private static Map<String, @Nullable Object> message(
      @Nullable String id, String role, List<?> parts) {
    return JsonText.object(
        "id", id, "type", "message", "status", COMPLETED, "role", role, "content", parts);
  }

  private static @Nullable String id(Map<?, ?> item) {
    return item.get("id") instanceof String id && ID.matcher(id).matches() ? id : null;
  }

  private static Map<String, @Nullable Object> inputText(String text) {
    return JsonText.object("type", "input_text", TEXT, text);
  }

  private static Object saidPart(String at, Map<?, ?> part) {
    return switch (required(at, part, "type")) {
      case "output_text", "input_text" -> {
        Object annotations = part.get("annotations");
        yield OutputItems.text(
            required(at, part, TEXT), annotations instanceof List<?> list ? list : List.of());
      }
      case REFUSAL -> OutputItems.refusal(required(at, part, REFUSAL));
      default -> throw unsupported(at, part);
    };
  }

  private static Object inputPart(String at, Map<?, ?> part) {
    return switch (required(at, part, "type")) {
      case "input_text", "output_text" -> inputText(required(at, part, TEXT));
      case "input_image" -> image(at, part);
      case "input_file" -> file(at, part);
      default -> throw unsupported(at, part);
    };
  }

  private static Object image(String at, Map<?, ?> part) {
    refuseStored(at, part, "file_id");
    String url = required(at, part, "image_url");
    Object detail = part.get("detail");
    return JsonText.object(
        "type",
        "input_image",
        "detail",
        detail == null ? "auto" : Check.word(at + ".detail", detail, DETAILS),
        "image_url",
        url);
  }

  private static Object file(String at, Map<?, ?> part) {
    refuseStored(at, part, "file_id");
    refuseStored(at, part, "file_url");
    String data = required(at, part, "file_data");
    Object name = part.get("filename");
    return JsonText.object(
        "type",
        "input_file",
        "filename",
        name == null ? "document" : Check.text(at + ".filename", name),
        "file_data",
        data);
  }

  private static void refuseStored(String at, Map<?, ?> part, String name) {
    if (part.get(name) != null) {
      throw Check.unsupported(
          at + "." + name, "is not supported here: send the content in the request");
    }
  }

  private static Map<String, @Nullable Object> call(String at, Map<?, ?> item) {
    return OutputItems.call(
        id(item),
        COMPLETED,
        required(at, item, "call_id"),
        required(at, item, "name"),
        required(at, item, "arguments"));
  }

  private static Map<String, @Nullable Object> callOutput(String at, Map<?, ?> item) {
    String callId = required(at, item, "call_id");
    Object output = present(at, item, "output");
    Object told = output;
    if (output instanceof List<?> given) {
      List<Object> parts = new ArrayList<>();
      for (int i = 0; i < given.size(); i++) {
        String partAt = at + ".output[" + i + "]";
        parts.add(inputPart(partAt, Check.object(partAt, given.get(i))));
      }
      told = parts;
    } else if (!(output instanceof String)) {
      throw Check.wrongType(at + ".output", "one of a string or an array of objects", output);
    }
    return JsonText.object(
        "id",
        id(item),
        "type",
        "function_call_output",
        "status",
        COMPLETED,
        "call_id",
        callId,
        "output",
        told);
  }

  private static Object present(String at, Map<?, ?> object, String name) {
    Object value = object.get(name);
    if (value == null) {
      throw Check.missing(at + "." + name);
    }
    return value;
  }

  static String required(String at, Map<?, ?> object, String name) {
    return Check.text(at + "." + name, present(at, object, name));
  }

  static OpenAiException unsupported(String at, Map<?, ?> object) {
    return Check.failed(
        at + ".type",
        "unsupported_value",
        "Unsupported value: '" + at + ".type' is '" + Check.shown(object.get("type")) + "'.");
  }
}

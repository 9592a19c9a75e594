package dev.parley.adapters.rest.anthropic;

import dev.parley.adapters.rest.openai.Check;
import dev.parley.adapters.rest.openai.JsonText;
import dev.parley.adapters.rest.problem.OpenAiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages made of blocks, as messages of a chat completion: what tools returned becomes messages
 * of its own, and images that they returned are shown by the user.
 */
final class Blocks {
  private static final Set<String> ROLES = Set.of("user", "assistant", "system");

  private Blocks() {}

  /** A text, or all texts of some blocks. */
  static Object text(String at, Object content) {
    if (content instanceof String text) {
      return text;
    }
    List<Object> parts = new ArrayList<>();
    List<?> blocks = list(at, content);
    for (int i = 0; i < blocks.size(); i++) {
      String blockAt = at + "[" + i + "]";
      Map<?, ?> block = Check.object(blockAt, blocks.get(i));
      if (!type(blockAt, block).equals("text")) {
        throw unsupported(blockAt, block);
      }
      parts.add(part(blockAt, block));
    }
    return parts;
  }

  static List<Object> messages(String at, Map<?, ?> message) {
    if (message.get("role") == null) {
      throw Check.missing(at + ".role");
    }
    String role = Check.word(at + ".role", message.get("role"), ROLES);
    Object content = message.get("content");
    if (content == null) {
      throw Check.missing(at + ".content");
    }
    if (content instanceof String || role.equals("system")) {
      return List.of(JsonText.object("role", role, "content", text(at + ".content", content)));
    }
    List<?> blocks = list(at + ".content", content);
    return role.equals("user")
        ? ofUser(at + ".content", blocks)
        : List.of(ofAssistant(at + ".content", blocks));
  }

  private static List<?> list(String at, Object content) {
    if (!(content instanceof List<?>)) {
      throw Check.wrongType(at, "one of a string or an array of objects", content);
    }
    return Check.filledList(at, content);
  }

  private static List<Object> ofUser(String at, List<?> blocks) {
    List<Object> messages = new ArrayList<>();
    List<Object> parts = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      String blockAt = at + "[" + i + "]";
      Map<?, ?> block = Check.object(blockAt, blocks.get(i));
      if (type(blockAt, block).equals("tool_result")) {
        messages.add(result(blockAt, block, parts));
      } else {
        parts.add(part(blockAt, block));
      }
    }
    if (!parts.isEmpty()) {
      messages.add(JsonText.object("role", "user", "content", parts));
    }
    return messages;
  }

  private static Object result(String at, Map<?, ?> block, List<Object> parts) {
    if (block.get("tool_use_id") == null) {
      throw Check.missing(at + ".tool_use_id");
    }
    StringBuilder text = new StringBuilder();
    Object content = block.get("content");
    if (content instanceof String all) {
      text.append(all);
    } else if (content != null) {
      List<?> blocks = Check.list(at + ".content", content);
      for (int i = 0; i < blocks.size(); i++) {
        String partAt = at + ".content[" + i + "]";
        Map<?, ?> part = Check.object(partAt, blocks.get(i));
        if (type(partAt, part).equals("text")) {
          text.append(text.isEmpty() ? "" : "\n").append(required(partAt + ".text", part, "text"));
        } else {
          parts.add(part(partAt, part));
        }
      }
    }
    boolean failed = Boolean.TRUE.equals(block.get("is_error"));
    return JsonText.object(
        "role",
        "tool",
        "tool_call_id",
        Check.text(at + ".tool_use_id", block.get("tool_use_id")),
        "content",
        failed ? "The tool failed: " + text : text.toString());
  }

  private static Object ofAssistant(String at, List<?> blocks) {
    StringBuilder text = new StringBuilder();
    List<Object> calls = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      String blockAt = at + "[" + i + "]";
      Map<?, ?> block = Check.object(blockAt, blocks.get(i));
      switch (type(blockAt, block)) {
        case "text" -> text.append(required(blockAt + ".text", block, "text"));
        case "tool_use" -> calls.add(call(blockAt, block));
        // What a model thought is its own affair, and no other's to read.
        case "thinking", "redacted_thinking" -> {}
        default -> throw unsupported(blockAt, block);
      }
    }
    Map<String, @Nullable Object> message =
        JsonText.object("role", "assistant", "content", text.isEmpty() ? null : text.toString());
    if (!calls.isEmpty()) {
      message.put("tool_calls", calls);
    } else if (text.isEmpty()) {
      message.put("content", "");
    }
    return message;
  }

  private static Object call(String at, Map<?, ?> block) {
    Object input = block.get("input");
    return JsonText.object(
        "id",
        required(at + ".id", block, "id"),
        "type",
        "function",
        "function",
        JsonText.object(
            "name",
            required(at + ".name", block, "name"),
            "arguments",
            JsonText.of(input == null ? Map.of() : Check.object(at + ".input", input))));
  }

  private static Object part(String at, Map<?, ?> block) {
    return switch (type(at, block)) {
      case "text" -> JsonText.object("type", "text", "text", required(at + ".text", block, "text"));
      case "image" ->
          JsonText.object(
              "type",
              "image_url",
              "image_url",
              JsonText.object("url", Sources.image(at + ".source", source(at, block))));
      case "document" -> Sources.document(at, block, source(at, block));
      default -> throw unsupported(at, block);
    };
  }

  private static Map<?, ?> source(String at, Map<?, ?> block) {
    if (block.get("source") == null) {
      throw Check.missing(at + ".source");
    }
    return Check.object(at + ".source", block.get("source"));
  }

  static String type(String at, Map<?, ?> block) {
    return required(at + ".type", block, "type");
  }

  static String required(String at, Map<?, ?> object, String name) {
    if (object.get(name) == null) {
      throw Check.missing(at);
    }
    return Check.text(at, object.get(name));
  }

  static OpenAiException unsupported(String at, Map<?, ?> block) {
    return Check.failed(
        at + ".type",
        "unsupported_value",
        "Unsupported value: '" + at + ".type' is '" + Check.shown(block.get("type")) + "'.");
  }
}

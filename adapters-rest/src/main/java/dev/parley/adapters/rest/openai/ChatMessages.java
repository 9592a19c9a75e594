package dev.parley.adapters.rest.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The messages of a chat completion: their shape is checked here, whoever answers them. */
final class ChatMessages {
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");
  private static final Set<String> PARTS =
      Set.of("text", "image_url", "input_audio", "file", "refusal");

  private ChatMessages() {}

  /**
   * A message.
   *
   * @param param where it stands, such as {@code messages[0]}
   * @param text all its parts of text, a line each; empty where it has none
   * @param images how many parts are images
   * @param others the type of a part that is neither text nor image; null: there is none
   */
  record ChatMessage(String param, String role, String text, int images, @Nullable String others) {}

  static List<ChatMessage> of(@Nullable Object value) {
    if (value == null) {
      throw Check.missing("messages");
    }
    List<?> given = Check.filledList("messages", value);
    List<ChatMessage> messages = new ArrayList<>(given.size());
    for (int i = 0; i < given.size(); i++) {
      messages.add(message("messages[" + i + "]", given.get(i)));
    }
    return messages;
  }

  private static ChatMessage message(String param, @Nullable Object value) {
    Map<?, ?> message = Check.object(param, value);
    if (message.get("role") == null) {
      throw Check.missing(param + ".role");
    }
    String role = Check.word(param + ".role", message.get("role"), ROLES);
    boolean assistant = role.equals("assistant");
    if (assistant && message.get("tool_calls") != null) {
      calls(param + ".tool_calls", message.get("tool_calls"));
    }
    if (role.equals("tool")) {
      if (message.get("tool_call_id") == null) {
        throw Check.missing(param + ".tool_call_id");
      }
      Check.text(param + ".tool_call_id", message.get("tool_call_id"));
    }
    Object content = message.get("content");
    if (content == null) {
      if (!assistant && !role.equals("function")) {
        throw Check.missing(param + ".content");
      }
      return new ChatMessage(param, role, "", 0, null);
    }
    return content(param, role, content);
  }

  private static void calls(String param, @Nullable Object value) {
    List<?> calls = Check.filledList(param, value);
    for (int i = 0; i < calls.size(); i++) {
      String at = param + "[" + i + "]";
      Map<?, ?> call = Check.object(at, calls.get(i));
      if (call.get("id") == null) {
        throw Check.missing(at + ".id");
      }
      Check.text(at + ".id", call.get("id"));
      if (call.get("type") == null) {
        throw Check.missing(at + ".type");
      }
      Check.text(at + ".type", call.get("type"));
    }
  }

  private static ChatMessage content(String param, String role, Object content) {
    if (content instanceof String text) {
      return new ChatMessage(param, role, text, 0, null);
    }
    String at = param + ".content";
    if (!(content instanceof List<?>)) {
      throw Check.wrongType(at, "one of a string or array of objects", content);
    }
    List<?> parts = Check.filledList(at, content);
    StringBuilder text = new StringBuilder();
    int images = 0;
    String others = null;
    for (int i = 0; i < parts.size(); i++) {
      String partAt = at + "[" + i + "]";
      Map<?, ?> part = Check.object(partAt, parts.get(i));
      if (part.get("type") == null) {
        throw Check.missing(partAt + ".type");
      }
      String type = Check.word(partAt + ".type", part.get("type"), PARTS);
      switch (type) {
        case "text" -> {
          String piece = required(partAt + ".text", part.get("text"));
          text.append(text.isEmpty() ? "" : "\n").append(piece);
        }
        case "image_url" -> {
          if (part.get("image_url") == null) {
            throw Check.missing(partAt + ".image_url");
          }
          Map<?, ?> image = Check.object(partAt + ".image_url", part.get("image_url"));
          String unused = required(partAt + ".image_url.url", image.get("url"));
          images++;
        }
        default -> others = type;
      }
    }
    return new ChatMessage(param, role, text.toString(), images, others);
  }

  private static String required(String param, @Nullable Object value) {
    if (value == null) {
      throw Check.missing(param);
    }
    return Check.text(param, value);
  }
}

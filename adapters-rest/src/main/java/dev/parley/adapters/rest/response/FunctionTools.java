package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.openai.Check;
import dev.parley.adapters.rest.openai.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The caller's functions, and which is to be called. Tools that OpenAI runs itself are refused. */
final class FunctionTools {
  private static final String FUNCTION = "function";
  private static final Set<String> WORDS = Set.of("auto", "none", "required");
  private static final Set<String> MODES = Set.of("auto", "required");

  private FunctionTools() {}

  /** The tools as a chat completion has them. */
  static List<Object> forChat(List<?> tools) {
    List<Object> functions = new ArrayList<>();
    for (int i = 0; i < tools.size(); i++) {
      String at = "tools[" + i + "]";
      Map<?, ?> tool = Check.object(at, tools.get(i));
      String type = InputItems.required(at, tool, "type");
      if (!type.equals(FUNCTION)) {
        throw Check.failed(
            at + ".type",
            "unsupported_value",
            "Unsupported value: '"
                + at
                + ".type' is '"
                + Check.shown(type)
                + "'. The tools here are the caller's own: 'function'.");
      }
      functions.add(JsonText.object("type", FUNCTION, FUNCTION, function(at, tool)));
    }
    return functions;
  }

  private static Map<String, @Nullable Object> function(String at, Map<?, ?> tool) {
    String name = InputItems.required(at, tool, "name");
    Check.name(at + ".name", name);
    Map<String, @Nullable Object> function = JsonText.object("name", name);
    if (tool.get("description") != null) {
      function.put("description", Check.text(at + ".description", tool.get("description")));
    }
    if (tool.get("parameters") != null) {
      function.put("parameters", Check.object(at + ".parameters", tool.get("parameters")));
    }
    if (tool.get("strict") != null) {
      function.put("strict", Check.truth(at + ".strict", tool.get("strict")));
    }
    return function;
  }

  /** The tools as a response repeats them. */
  static List<Object> repeated(List<?> tools) {
    List<Object> repeated = new ArrayList<>();
    for (Object given : tools) {
      Map<?, ?> tool = (Map<?, ?>) given;
      repeated.add(
          JsonText.object(
              "type",
              FUNCTION,
              "description",
              tool.get("description"),
              "name",
              tool.get("name"),
              "parameters",
              tool.get("parameters"),
              "strict",
              Boolean.TRUE.equals(tool.get("strict"))));
    }
    return repeated;
  }

  /** A choice as a chat completion has it. */
  static Object choice(Object value) {
    String at = "tool_choice";
    if (value instanceof String) {
      return Check.word(at, value, WORDS);
    }
    if (!(value instanceof Map<?, ?> choice)) {
      throw Check.wrongType(at, "one of a string or an object", value);
    }
    return switch (InputItems.required(at, choice, "type")) {
      case FUNCTION -> named(at, choice);
      case "allowed_tools" ->
          JsonText.object("type", "allowed_tools", "allowed_tools", allowed(at, choice));
      default -> throw InputItems.unsupported(at, choice);
    };
  }

  private static Map<String, @Nullable Object> named(String at, Map<?, ?> choice) {
    return JsonText.object(
        "type",
        FUNCTION,
        FUNCTION,
        JsonText.object("name", InputItems.required(at, choice, "name")));
  }

  private static Map<String, @Nullable Object> allowed(String at, Map<?, ?> choice) {
    if (choice.get("tools") == null) {
      throw Check.missing(at + ".tools");
    }
    List<Object> named = new ArrayList<>();
    List<?> tools = Check.list(at + ".tools", choice.get("tools"));
    for (int i = 0; i < tools.size(); i++) {
      String toolAt = at + ".tools[" + i + "]";
      Map<?, ?> tool = Check.object(toolAt, tools.get(i));
      if (!InputItems.required(toolAt, tool, "type").equals(FUNCTION)) {
        throw InputItems.unsupported(toolAt, tool);
      }
      named.add(named(toolAt, tool));
    }
    return JsonText.object(
        "mode", Check.word(at + ".mode", choice.get("mode"), MODES), "tools", named);
  }
}

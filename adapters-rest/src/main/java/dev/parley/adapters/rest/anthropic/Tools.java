package dev.parley.adapters.rest.anthropic;

import dev.parley.adapters.rest.openai.Check;
import dev.parley.adapters.rest.openai.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tools of the caller's, as functions. Those that Anthropic runs itself are refused. */
final class Tools {
  private static final Set<String> CHOICES = Set.of("auto", "any", "tool", "none");

  private Tools() {}

  static List<Object> of(List<?> tools) {
    List<Object> functions = new ArrayList<>();
    for (int i = 0; i < tools.size(); i++) {
      functions.add(function("tools[" + i + "]", Check.object("tools[" + i + "]", tools.get(i))));
    }
    return functions;
  }

  private static Map<String, @Nullable Object> function(String at, Map<?, ?> tool) {
    Object type = tool.get("type");
    if (type != null && !type.equals("custom")) {
      throw Check.failed(
          at + ".type",
          "unsupported_value",
          "Unsupported value: '" + at + ".type' must be 'custom': there are no other tools here.");
    }
    if (tool.get("name") == null) {
      throw Check.missing(at + ".name");
    }
    Check.name(at + ".name", tool.get("name"));
    if (tool.get("input_schema") == null) {
      throw Check.missing(at + ".input_schema");
    }
    Map<String, @Nullable Object> function = JsonText.object("name", tool.get("name"));
    if (tool.get("description") != null) {
      function.put("description", Check.text(at + ".description", tool.get("description")));
    }
    function.put("parameters", Check.object(at + ".input_schema", tool.get("input_schema")));
    if (tool.get("strict") != null) {
      function.put("strict", Check.truth(at + ".strict", tool.get("strict")));
    }
    return JsonText.object("type", "function", "function", function);
  }

  static void choose(Map<String, @Nullable Object> chat, Map<?, ?> choice) {
    String at = "tool_choice";
    if (choice.get("type") == null) {
      throw Check.missing(at + ".type");
    }
    String type = Check.word(at + ".type", choice.get("type"), CHOICES);
    chat.put(
        at,
        switch (type) {
          case "any" -> "required";
          case "tool" ->
              JsonText.object(
                  "type",
                  "function",
                  "function",
                  JsonText.object("name", Check.text(at + ".name", choice.get("name"))));
          default -> type;
        });
    if (Boolean.TRUE.equals(choice.get("disable_parallel_tool_use"))) {
      chat.put("parallel_tool_calls", false);
    }
  }
}

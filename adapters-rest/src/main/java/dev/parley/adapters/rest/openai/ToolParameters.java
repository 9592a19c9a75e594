package dev.parley.adapters.rest.openai;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tools of a chat completion, and which of them is to be called: their shape. */
final class ToolParameters {
  private static final int MOST_TOOLS = 128;
  private static final Set<String> CHOICES = Set.of("none", "auto", "required");

  private ToolParameters() {}

  static void tools(Object value) {
    List<?> tools = Check.list("tools", value);
    Check.length("tools", tools, MOST_TOOLS);
    for (int i = 0; i < tools.size(); i++) {
      String at = "tools[" + i + "]";
      Map<?, ?> tool = Check.object(at, tools.get(i));
      if (tool.get("type") == null) {
        throw Check.missing(at + ".type");
      }
      if (Check.text(at + ".type", tool.get("type")).equals("function")) {
        function(at + ".function", tool.get("function"));
      }
    }
  }

  private static void function(String at, @Nullable Object value) {
    if (value == null) {
      throw Check.missing(at);
    }
    Map<?, ?> function = Check.object(at, value);
    if (function.get("name") == null) {
      throw Check.missing(at + ".name");
    }
    Check.name(at + ".name", function.get("name"));
    Object parameters = function.get("parameters");
    if (parameters != null) {
      Map<?, ?> unused = Check.object(at + ".parameters", parameters);
    }
  }

  /**
   * Checks a choice among tools.
   *
   * @param tools null: there are none
   */
  static void choice(Object value, @Nullable Object tools) {
    String at = "tool_choice";
    if (value instanceof Map<?, ?> choice) {
      if (choice.get("type") == null) {
        throw Check.missing(at + ".type");
      }
    } else if (!(value instanceof String)) {
      throw Check.wrongType(at, "one of a string or an object", value);
    } else if (!Check.word(at, value, CHOICES).equals("required")) {
      return;
    }
    if (!(tools instanceof List<?> given) || given.isEmpty()) {
      throw Check.failed(
          at,
          "invalid_value",
          "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are"
              + " specified.");
    }
    if (value instanceof Map<?, ?> choice && choice.get("function") instanceof Map<?, ?> function) {
      known(at, String.valueOf(function.get("name")), given);
    }
  }

  private static void known(String at, String name, List<?> tools) {
    boolean known =
        tools.stream()
            .anyMatch(
                tool ->
                    tool instanceof Map<?, ?> given
                        && given.get("function") instanceof Map<?, ?> function
                        && name.equals(function.get("name")));
    if (!known) {
      throw Check.failed(
          at,
          "invalid_value",
          "Invalid value for 'tool_choice': the function '" + name + "' is not among 'tools'.");
    }
  }
}

package dev.parley.application.tool;

import java.util.ArrayList;
import java.util.List;

/**
 * The values in a call's arguments, as texts: what a policy looks at that asks where they come
 * from. Strings without their escapes, numbers and truth values as they are written; names of
 * members and {@code null} are left out. One pass.
 */
public final class ArgumentValues {
  private final String json;
  private final List<String> values = new ArrayList<>();
  private int at;

  private ArgumentValues(String json) {
    this.json = json;
  }

  /**
   * The values, in order.
   *
   * @param json canonical JSON, as {@link ArgumentsValidator} gives it
   */
  public static List<String> of(String json) {
    ArgumentValues reader = new ArgumentValues(json);
    reader.read();
    return List.copyOf(reader.values);
  }

  private void read() {
    while (at < json.length()) {
      char c = json.charAt(at);
      if (c == '"') {
        String text = string();
        boolean isName = at < json.length() && json.charAt(at) == ':';
        if (!isName) {
          values.add(text);
        }
      } else if ("{}[],:".indexOf(c) >= 0) {
        at++;
      } else {
        literal();
      }
    }
  }

  private void literal() {
    int start = at;
    while (at < json.length() && "{}[],:\"".indexOf(json.charAt(at)) < 0) {
      at++;
    }
    String literal = json.substring(start, at);
    if (!literal.equals("null")) {
      values.add(literal);
    }
  }

  private String string() {
    StringBuilder text = new StringBuilder();
    at++;
    while (at < json.length() && json.charAt(at) != '"') {
      char c = json.charAt(at++);
      text.append(c == '\\' ? escaped() : c);
    }
    at++;
    return text.toString();
  }

  private char escaped() {
    char c = json.charAt(at++);
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(json, at - 4, at, 16);
      }
      default -> c;
    };
  }
}

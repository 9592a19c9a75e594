package dev.parley.adapters.llm.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes JSON in one way: as RFC 8785 does, but numbers exactly, in plain digits without trailing
 * zeros, since an id must not lose its last ones.
 */
final class CanonicalJson {
  /** Beyond this many digits before or behind the point a number is refused. */
  static final int MAX_SCALE = 400;

  private CanonicalJson() {}

  /**
   * The canonical text.
   *
   * @throws IllegalArgumentException for a number that is out of bounds
   */
  static String of(JsonNode node) {
    StringBuilder text = new StringBuilder();
    write(node, text);
    return text.toString();
  }

  private static void write(JsonNode node, StringBuilder text) {
    switch (node.getNodeType()) {
      case OBJECT -> writeObject(node, text);
      case ARRAY -> {
        String separator = "[";
        for (JsonNode item : node) {
          text.append(separator);
          write(item, text);
          separator = ",";
        }
        text.append(node.isEmpty() ? "[]" : "]");
      }
      case NUMBER -> text.append(number(node.decimalValue()));
      default -> text.append(node);
    }
  }

  private static void writeObject(JsonNode node, StringBuilder text) {
    Map<String, JsonNode> members = new TreeMap<>();
    node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
    String separator = "{";
    for (Map.Entry<String, JsonNode> member : members.entrySet()) {
      text.append(separator).append(TextNode.valueOf(member.getKey())).append(':');
      write(member.getValue(), text);
      separator = ",";
    }
    text.append(members.isEmpty() ? "{}" : "}");
  }

  private static String number(BigDecimal number) {
    if (Math.abs((long) number.precision() - number.scale()) > MAX_SCALE
        || number.scale() > MAX_SCALE) {
      throw new IllegalArgumentException("a number has more than " + MAX_SCALE + " digits");
    }
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}

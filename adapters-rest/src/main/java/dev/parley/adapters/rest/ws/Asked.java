package dev.parley.adapters.rest.ws;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.json.tree.JsonNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A frame from a client, of which its type decides what else is looked at.
 *
 * @param json the whole frame, an object
 */
record Asked(JsonNode json) {
  private static final int MAX_REF_LENGTH = 128;

  Asked {
    if (!json.isObject()) {
      throw new InvalidValue("body", "no object", "a JSON object");
    }
  }

  String type() {
    return required("type", "text");
  }

  /** What the client calls it; null: nothing, or nothing that can be said back. */
  @Nullable String ref() {
    JsonNode ref = json.get("ref");
    return ref != null && isName(ref) ? ref.getStringValue() : null;
  }

  /**
   * Looks at what every frame may have.
   *
   * @throws InvalidValue if it cannot be answered
   */
  void check() {
    JsonNode ref = json.get("ref");
    if (ref != null && !ref.isNull() && !isName(ref)) {
      throw new InvalidValue("ref", "not a name", "text of 0.." + MAX_REF_LENGTH + " characters");
    }
  }

  private static boolean isName(JsonNode ref) {
    return ref.isString() && ref.getStringValue().length() <= MAX_REF_LENGTH;
  }

  /**
   * A text that must be there.
   *
   * @throws InvalidValue if it is not
   */
  String required(String field, String expectation) {
    return Fields.required(field, text(field), expectation);
  }

  /** A text that may be left out. */
  @Nullable String text(String field) {
    JsonNode value = json.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw new InvalidValue(field, "not a text", "text");
    }
    return value.getStringValue();
  }

  UUID id(String field) {
    String text = required(field, "UUID");
    try {
      if (text.length() == 36) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException none) {
      // Said below.
    }
    throw new InvalidValue(field, "'" + Fields.shortened(text) + "'", "UUID");
  }

  /** A position in a run; 0 where it is left out. */
  long seq(String field) {
    JsonNode value = json.get(field);
    if (value == null || value.isNull()) {
      return 0;
    }
    boolean whole =
        value.isNumber()
            && (value.getValue() instanceof Integer || value.getValue() instanceof Long);
    if (!whole || value.getLongValue() < 0) {
      throw new InvalidValue(field, value.coerceStringValue(), "0 or more");
    }
    return value.getLongValue();
  }
}

package dev.parley.domain.tool;

import dev.parley.domain.validation.InvalidValue;

/**
 * A tool as a model is told of it.
 *
 * @param name letters, digits, {@code _} and {@code -}, as every provider takes it
 * @param description what it does, in words for the model
 * @param schema of its arguments, a JSON Schema as text
 * @param sideEffects whether a call changes anything, anywhere
 * @param idempotent whether a second call with the same idempotency key changes nothing more, so
 *     that a call whose answer was lost may be made again
 */
public record ToolSpec(
    String name, String description, String schema, boolean sideEffects, boolean idempotent) {
  /** The longest name, which is the shortest limit among providers. */
  public static final int MAX_NAME_LENGTH = 64;

  /** The longest description, in UTF-16 characters. */
  public static final int MAX_DESCRIPTION_LENGTH = 4_000;

  /** The longest schema, in UTF-16 characters. */
  public static final int MAX_SCHEMA_LENGTH = 64_000;

  public ToolSpec {
    InvalidValue.requireLength("name", name, 1, MAX_NAME_LENGTH);
    if (!name.chars().allMatch(ToolSpec::isNameCharacter)) {
      throw new InvalidValue("name", "'" + name + "'", "letters, digits, _ and -");
    }
    InvalidValue.requireLength("description", description, 1, MAX_DESCRIPTION_LENGTH);
    InvalidValue.requireLength("schema", schema, 2, MAX_SCHEMA_LENGTH);
  }

  /** Whether a call whose answer was lost may be made again with the same idempotency key. */
  public boolean mayBeRepeated() {
    return idempotent || !sideEffects;
  }

  private static boolean isNameCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}

package dev.parley.application.tool;

import dev.parley.domain.tool.ToolSpec;
import java.util.List;

/**
 * Checks a call's arguments against the tool's JSON Schema. Both come from outside: schemas are
 * those of 2020-12 or draft 7, and never cause anything to be loaded from elsewhere. Takes time in
 * proportion to what it is given. Safe for use by many threads.
 */
public interface ArgumentsValidator {
  /** The longest arguments looked at, in UTF-16 characters. */
  int MAX_ARGUMENTS_LENGTH = 256_000;

  /** The most violations named at once. */
  int MAX_VIOLATIONS = 20;

  /** What checking arguments came to. */
  sealed interface Result {

    /**
     * The arguments are as the schema wants them.
     *
     * @param canonical the arguments as canonical JSON: without white space, members of objects in
     *     the order of the UTF-16 code units of their names (RFC 8785), numbers exactly and in one
     *     way each
     */
    record Valid(String canonical) implements Result {}

    /**
     * The tool must not be called with them.
     *
     * @param violations at least one
     */
    record Invalid(List<Violation> violations) implements Result {
      public Invalid {
        violations = List.copyOf(violations);
      }
    }
  }

  /**
   * Something that is wrong.
   *
   * @param pointer where in the arguments or the schema, as a JSON Pointer (RFC 6901); empty: the
   *     whole
   * @param detail for the model that made the call
   */
  record Violation(String pointer, String detail) {}

  /**
   * Checks arguments. What is wrong with the schema itself makes them invalid too.
   *
   * @param arguments JSON as the model wrote it; blank stands for no arguments, {@code {}}
   */
  Result validate(ToolSpec tool, String arguments);

  /** What is wrong with a schema, to be asked before a tool is taken in; empty: nothing. */
  List<Violation> inspect(String schema);
}

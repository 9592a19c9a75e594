package dev.parley.adapters.rest.problem;

import java.util.UUID;

/** Types as a caller would call them. */
final class Expectation {
  private Expectation() {}

  static String of(Class<?> type) {
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "whole number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "boolean (true, false)";
    }
    return type == UUID.class ? "UUID" : "valid value";
  }
}

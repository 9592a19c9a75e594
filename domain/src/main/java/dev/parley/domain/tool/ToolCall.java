package dev.parley.domain.tool;

import java.util.Objects;

/**
 * A call that a model asks for.
 *
 * @param id as the model gave it; tells calls of one round apart
 * @param tool the name that the model called, which may be no tool's
 * @param arguments canonical JSON, so that the same arguments are the same text
 * @param confirmed whether a person has said yes to this very call
 */
public record ToolCall(String id, String tool, String arguments, boolean confirmed) {
  public ToolCall {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tool);
    Objects.requireNonNull(arguments);
  }
}

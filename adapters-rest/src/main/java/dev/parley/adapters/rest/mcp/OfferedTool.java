package dev.parley.adapters.rest.mcp;

import dev.parley.adapters.rest.security.Caller;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.Map;

/**
 * A tool as one tenant is offered it.
 *
 * @param spec as clients are told of it
 * @param action what calling it does; blocking
 */
record OfferedTool(Tool spec, Action action) {

  /** What calling a tool does. */
  @FunctionalInterface
  interface Action {

    /**
     * Calls it. Throws what {@link dev.parley.adapters.rest.problem.Problem#of(Throwable)} knows to
     * tell.
     */
    Called call(Caller caller, Map<String, Object> arguments);
  }

  String name() {
    return spec.name();
  }
}

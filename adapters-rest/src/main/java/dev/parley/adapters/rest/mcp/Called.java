package dev.parley.adapters.rest.mcp;

import dev.parley.application.conversation.AcceptedMessage;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.Map;

/** What came of calling a tool, at first. */
sealed interface Called {

  /**
   * All of it.
   *
   * @param headers to be sent with it
   */
  record Done(CallToolResult result, Map<String, String> headers) implements Called {}

  /** A run, which answers later. */
  record Asked(AcceptedMessage accepted) implements Called {}
}

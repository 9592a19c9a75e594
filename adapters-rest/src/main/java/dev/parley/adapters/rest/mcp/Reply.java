package dev.parley.adapters.rest.mcp;

import dev.parley.application.conversation.AcceptedMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** How a call is answered. */
sealed interface Reply {

  /**
   * At once.
   *
   * @param headers to be sent with it
   */
  record Whole(JSONRPCResponse response, Map<String, String> headers) implements Reply {}

  /** When a run has ended. */
  record Later(AcceptedMessage accepted, CompletableFuture<JSONRPCResponse> response)
      implements Reply {}
}

package dev.parley.adapters.rest.mcp;

import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client sends. */
sealed interface Message {

  /**
   * Something that is to be answered.
   *
   * @param params never null
   * @param progressToken how the client names what it wants to be told of meanwhile; null: nothing
   */
  record Call(JSONRPCRequest request, Map<String, Object> params, @Nullable Object progressToken)
      implements Message {
    Object id() {
      return request.id();
    }
  }

  /** Something that is not. */
  record Notice(String method, Map<String, Object> params) implements Message {}

  /** An answer to a question of ours; we ask none. */
  record Reply() implements Message {}
}

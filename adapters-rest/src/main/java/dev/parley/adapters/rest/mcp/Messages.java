package dev.parley.adapters.rest.mcp;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Messages of JSON-RPC 2.0 as JSON, with what the protocol allows of it. */
@Singleton
final class Messages {
  /** The longest text that a client may name a request or its progress by. */
  private static final int MAX_ID_LENGTH = 256;

  private static final TypeRef<Object> ANYTHING = new TypeRef<>() {};

  private final McpJsonMapper json = McpJsonDefaults.getMapper();

  McpJsonMapper json() {
    return json;
  }

  /**
   * Whatever JSON a body holds: a message, or several in a list.
   *
   * @throws Malformed if it is none
   */
  @Nullable Object parse(byte @Nullable [] body) {
    try {
      return json.readValue(body == null ? new byte[0] : body, ANYTHING);
    } catch (IOException unreadable) {
      throw new Malformed(
          ErrorCodes.PARSE_ERROR, "The body is not valid JSON (expected: a message)", null);
    }
  }

  /**
   * A message.
   *
   * @throws Malformed if the value is none
   */
  Message read(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> message)) {
      throw invalid("message: not an object (expected: one of JSON-RPC 2.0)", null);
    }
    Object id = message.get("id");
    if (!McpSchema.JSONRPC_VERSION.equals(message.get("jsonrpc"))) {
      throw invalid("jsonrpc: not \"2.0\" (expected: \"2.0\")", isName(id) ? id : null);
    }
    if (!message.containsKey("method")) {
      if (message.containsKey("result") || message.containsKey("error")) {
        return new Message.Reply();
      }
      throw invalid("method: missing (expected: text)", isName(id) ? id : null);
    }
    if (message.containsKey("id") && !isName(id)) {
      throw invalid(
          "id: not a name (expected: a whole number, or text of at most "
              + MAX_ID_LENGTH
              + " characters)",
          null);
    }
    if (!(message.get("method") instanceof String method)) {
      throw invalid("method: not text (expected: text)", id);
    }
    Map<String, Object> params = params(message.get("params"), id);
    return id == null
        ? new Message.Notice(method, params)
        : new Message.Call(new JSONRPCRequest(method, id, params), params, progressToken(params));
  }

  private static Map<String, Object> params(@Nullable Object value, @Nullable Object id) {
    if (value == null) {
      return Map.of();
    }
    return object(
        value,
        () ->
            new Malformed(
                ErrorCodes.INVALID_PARAMS, "params: not an object (expected: an object)", id));
  }

  /** A JSON object as what it is. */
  static Map<String, Object> object(Object value, Supplier<? extends RuntimeException> otherwise) {
    if (!(value instanceof Map<?, ?> members)) {
      throw otherwise.get();
    }
    Map<String, Object> object = new LinkedHashMap<>();
    members.forEach((name, member) -> object.put(String.valueOf(name), member));
    return object;
  }

  private static @Nullable Object progressToken(Map<String, Object> params) {
    return params.get("_meta") instanceof Map<?, ?> meta && isName(meta.get("progressToken"))
        ? meta.get("progressToken")
        : null;
  }

  static boolean isName(@Nullable Object value) {
    return value instanceof Integer
        || value instanceof Long
        || (value instanceof String text && text.length() <= MAX_ID_LENGTH);
  }

  private static Malformed invalid(String message, @Nullable Object id) {
    return new Malformed(ErrorCodes.INVALID_REQUEST, message, id);
  }

  static JSONRPCResponse error(Object id, int code, String message) {
    return JSONRPCResponse.error(id, new JSONRPCError(code, message));
  }

  /** An answer to what may have no id. */
  Object error(Malformed malformed) {
    Map<String, @Nullable Object> response = new LinkedHashMap<>();
    response.put("jsonrpc", McpSchema.JSONRPC_VERSION);
    response.put("id", malformed.id());
    response.put(
        "error", new JSONRPCError(malformed.code(), String.valueOf(malformed.getMessage())));
    return response;
  }

  byte[] write(Object message) {
    try {
      return json.writeValueAsBytes(message);
    } catch (IOException e) {
      throw new UncheckedIOException("a message cannot be written", e);
    }
  }
}

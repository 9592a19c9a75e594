package dev.parley.adapters.rest.mcp;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A message is not as the protocol wants it. */
final class Malformed extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int code;
  private final transient @Nullable Object id;

  /**
   * @param code of JSON-RPC
   * @param id of the request; null: unknown
   */
  Malformed(int code, String message, @Nullable Object id) {
    super(message, null, false, false);
    this.code = code;
    this.id = id;
  }

  int code() {
    return code;
  }

  @Nullable Object id() {
    return id;
  }
}

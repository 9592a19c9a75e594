package dev.parley.adapters.rest.mcp;

import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.mcp.CallName;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whose message it is, and how it came.
 *
 * @param session null: none
 * @param version of the protocol, as the client says; null: it says none
 */
record Sender(
    Caller caller, HttpRequest<?> http, @Nullable String session, @Nullable String version) {

  boolean takesEvents() {
    return takes(MediaType.TEXT_EVENT_STREAM_TYPE);
  }

  boolean takesJson() {
    return http.accept().isEmpty()
        || takes(MediaType.APPLICATION_JSON_TYPE)
        || http.accept().stream().anyMatch(type -> type.getSubtype().equals("*"));
  }

  private boolean takes(MediaType wanted) {
    return http.accept().stream().anyMatch(type -> type.getName().equals(wanted.getName()));
  }

  /** What the client names a call by; null outside of a session, where ids mean nothing. */
  @Nullable CallName name(Messages messages, Object id) {
    return session == null
        ? null
        : new CallName(session, new String(messages.write(id), StandardCharsets.UTF_8));
  }
}

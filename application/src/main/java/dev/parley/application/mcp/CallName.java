package dev.parley.application.mcp;

import java.util.Objects;

/**
 * What a client names a call by: the protocol lets it use an id once in a session.
 *
 * @param session id of the session
 * @param request id of the request as JSON, so that the number 1 is not the text "1"
 */
public record CallName(String session, String request) {
  public CallName {
    Objects.requireNonNull(session);
    Objects.requireNonNull(request);
  }
}

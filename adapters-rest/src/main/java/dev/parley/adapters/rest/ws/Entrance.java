package dev.parley.adapters.rest.ws;

import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.tenant.AuthenticateKey;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.http.context.ServerRequestContext;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.security.authentication.AuthorizationException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Works on what a socket sends: finds out who it is first, and has the rest done after that. */
@Singleton
final class Entrance {
  private static final String AUTH = "auth";

  private final AuthenticateKey authenticateKey;
  private final Sockets sockets;
  private final Commands commands;
  private final Frames frames;
  private final Failures failures;
  private final JsonMapper json;

  Entrance(
      AuthenticateKey authenticateKey,
      Sockets sockets,
      Commands commands,
      Frames frames,
      Failures failures,
      JsonMapper json) {
    this.authenticateKey = authenticateKey;
    this.sockets = sockets;
    this.commands = commands;
    this.frames = frames;
    this.failures = failures;
    this.json = json;
  }

  /** Works on one message. Blocks; each socket's are to come one after the other. */
  void take(Socket socket, String text) {
    if (!socket.wire().isOpen()) {
      return;
    }
    Asked asked = null;
    try {
      asked =
          new Asked(Fields.required("body", json.readValue(text, JsonNode.class), "a JSON object"));
      asked.check();
      work(socket, asked);
    } catch (IOException | RuntimeException refused) {
      failures.answer(socket, asked == null ? null : asked.ref(), null, refused);
      if (socket.caller() == null) {
        socket.wire().close(whyClosed(refused));
      }
    }
  }

  private static CloseCode whyClosed(Exception refused) {
    return Problem.of(refused).status().getCode() >= 500
        ? CloseCode.FAULT
        : CloseCode.AUTH_EXPECTED;
  }

  private void work(Socket socket, Asked asked) {
    Caller caller = socket.caller();
    if (caller != null) {
      // So that what is done is audited under the handshake's id.
      ServerRequestContext.with(
          socket.handshake(), (Runnable) () -> commands.work(socket, caller, asked));
    } else if (asked.type().equals(AUTH)) {
      authenticate(socket, asked.required("token", "an API key"), asked.ref());
    } else {
      throw new InvalidValue("type", "not " + AUTH, AUTH + ", in the first frame");
    }
  }

  /** Lets whoever holds the key have the socket, or closes it. */
  void authenticate(Socket socket, String key, @Nullable String ref) {
    Optional<Principal> principal = authenticateKey.authenticate(key);
    if (principal.isPresent()) {
      enter(socket, new Caller(principal.get()), ref);
    } else {
      failures.answer(socket, ref, null, new AuthorizationException(null));
      socket.wire().close(CloseCode.UNAUTHORIZED);
    }
  }

  /** Lets a caller have the socket, unless it has too many. */
  void enter(Socket socket, Caller caller, @Nullable String ref) {
    if (sockets.enter(socket, caller)) {
      boolean unused = socket.send(frames.ack(AUTH, ref));
    }
  }
}

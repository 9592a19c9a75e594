package dev.parley.adapters.rest.ws;

import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.adapters.rest.security.Caller;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.security.authentication.AuthorizationException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the request that wants to become a socket, after its key was looked at. A key that is
 * sent as a subprotocol is taken out of the request here, before anything can log it.
 */
@ServerFilter(WebSocketEndpoint.PATH)
final class HandshakeFilter implements Ordered {
  private static final String SUBPROTOCOLS = "Sec-WebSocket-Protocol";
  private static final String CHOSEN = "parley.subprotocol";
  private static final String KEY = "parley.subprotocol_key";
  private static final String BEARER = "bearer.";
  private static final String OURS = "parley";

  private final Origins origins;

  HandshakeFilter(Origins origins) {
    this.origins = origins;
  }

  /** The key that came as a subprotocol, which the request holds no more from now on. */
  static Optional<String> takeKey(HttpRequest<?> request) {
    return request.removeAttribute(KEY, String.class);
  }

  @RequestFilter
  void check(HttpRequest<?> request) {
    boolean known = Caller.of(request).isPresent();
    if (!"websocket".equalsIgnoreCase(request.getHeaders().get(HttpHeaders.UPGRADE))) {
      throw known ? upgradeRequired() : new AuthorizationException(null);
    }
    if (!known && request.getHeaders().contains(HttpHeaders.AUTHORIZATION)) {
      throw new AuthorizationException(null);
    }
    String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
    if (origin != null && !origins.allows(origin, request.getHeaders().get(HttpHeaders.HOST))) {
      throw new ProblemException(
          Problem.of(
              HttpStatus.FORBIDDEN,
              "origin_not_allowed",
              "Pages of this origin may not open sockets (expected: one of ALLOWED_ORIGINS)."));
    }
    takeSubprotocols(request);
  }

  private static ProblemException upgradeRequired() {
    return new ProblemException(
        Problem.of(
                HttpStatus.UPGRADE_REQUIRED,
                "upgrade_required",
                "This path takes WebSockets alone (expected: Upgrade: websocket).")
            .withHeader(HttpHeaders.UPGRADE, "websocket"));
  }

  private static void takeSubprotocols(HttpRequest<?> request) {
    List<String> offered =
        request.getHeaders().getAll(SUBPROTOCOLS).stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .map(String::strip)
            .toList();
    ((MutableHttpHeaders) request.getHeaders()).remove(SUBPROTOCOLS);
    offered.stream()
        .filter(protocol -> protocol.startsWith(BEARER))
        .findFirst()
        .ifPresent(
            protocol -> {
              request.setAttribute(KEY, protocol.substring(BEARER.length()));
              request.setAttribute(CHOSEN, protocol);
            });
    if (offered.contains(OURS)) {
      request.setAttribute(CHOSEN, OURS);
    }
  }

  /** A client that offers subprotocols fails unless it is answered one of them. */
  @ResponseFilter
  void choose(HttpRequest<?> request, MutableHttpResponse<?> response) {
    if (response.code() < HttpStatus.BAD_REQUEST.getCode()) {
      request
          .getAttribute(CHOSEN, String.class)
          .ifPresent(chosen -> response.getHeaders().set(SUBPROTOCOLS, chosen));
    }
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.after();
  }
}

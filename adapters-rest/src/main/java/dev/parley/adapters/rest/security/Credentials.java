package dev.parley.adapters.rest.security;

import io.micronaut.http.HttpRequest;
import java.util.Optional;

/**
 * The key that a request comes with: its bearer token, or on the routes of Anthropic's API, whose
 * clients send it so, and on no others, its {@code x-api-key}.
 */
public final class Credentials {
  private static final String HEADER = "x-api-key";
  private static final String ROUTES = "/v1/messages";

  private Credentials() {}

  /** The key; empty if there is none. A bearer token counts before the other header. */
  public static Optional<String> of(HttpRequest<?> request) {
    Optional<String> token = BearerToken.of(request);
    return token.isPresent() || !isOfAnthropics(request.getPath())
        ? token
        : Optional.ofNullable(request.getHeaders().get(HEADER)).map(String::strip);
  }

  private static boolean isOfAnthropics(String path) {
    return path.equals(ROUTES) || path.startsWith(ROUTES + "/");
  }
}

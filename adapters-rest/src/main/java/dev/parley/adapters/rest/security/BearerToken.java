package dev.parley.adapters.rest.security;

import io.micronaut.http.HttpRequest;
import java.util.Optional;

/** The bearer token of the {@code Authorization} header (RFC 6750 section 2.1). */
final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private BearerToken() {}

  static Optional<String> of(HttpRequest<?> request) {
    return request.getHeaders().getAuthorization().flatMap(BearerToken::token);
  }

  private static Optional<String> token(String authorization) {
    return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? Optional.of(authorization.substring(SCHEME.length()).strip())
        : Optional.empty();
  }
}

package dev.parley.adapters.rest.security;

import dev.parley.application.tenant.AuthenticateKey;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.filters.AuthenticationFetcher;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Finds out who calls from the key in a header, and from nothing else: one in a query would end up
 * in logs. The connection's own thread goes on with the request: what blocks moves to another one
 * itself.
 */
@Singleton
final class ApiKeyFetcher implements AuthenticationFetcher<HttpRequest<?>> {
  private final AuthenticateKey authenticateKey;

  ApiKeyFetcher(AuthenticateKey authenticateKey) {
    this.authenticateKey = authenticateKey;
  }

  @Override
  public Publisher<Authentication> fetchAuthentication(HttpRequest<?> request) {
    Optional<String> key = Credentials.of(request);
    if (key.isEmpty()) {
      return Mono.empty();
    }
    return Mono.fromCompletionStage(
            () -> authenticateKey.authenticateLater(key.get(), thread(request)))
        .flatMap(principal -> Mono.justOrEmpty(principal.map(Caller::new)));
  }

  private static Executor thread(HttpRequest<?> request) {
    return ((NettyHttpRequest<?>) request).getChannelHandlerContext().channel().eventLoop();
  }
}

package dev.parley.adapters.rest.security;

import dev.parley.application.tenant.AuthenticateKey;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.filters.AuthenticationFetcher;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Finds out who calls from the key in a header, and from nothing else: one in a query would end up
 * in logs.
 */
@Singleton
final class ApiKeyFetcher implements AuthenticationFetcher<HttpRequest<?>> {
  private final AuthenticateKey authenticateKey;
  private final Scheduler scheduler;

  ApiKeyFetcher(
      AuthenticateKey authenticateKey, @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
    this.authenticateKey = authenticateKey;
    // Not as an executor service: reactor would interrupt a thread that reads the store.
    this.scheduler = Schedulers.fromExecutor(command -> executor.execute(command));
  }

  @Override
  public Publisher<Authentication> fetchAuthentication(HttpRequest<?> request) {
    Optional<String> key = Credentials.of(request);
    if (key.isEmpty()) {
      return Mono.empty();
    }
    return Mono.fromCallable(() -> authenticateKey.authenticate(key.get()))
        .subscribeOn(scheduler)
        .flatMap(principal -> Mono.justOrEmpty(principal.map(Caller::new)));
  }
}

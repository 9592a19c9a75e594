package dev.parley.adapters.rest.security;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.security.rules.SecurityRuleResult;
import io.micronaut.web.router.RouteAttributes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Decides on what no route takes: under {@code /v1} strangers learn nothing, elsewhere everyone may
 * see that there is a page or none, and what methods a path takes is no secret. A route without a
 * role is left undecided, which refuses it.
 */
@Singleton
final class UnroutedRequests implements SecurityRule<HttpRequest<?>> {
  @Override
  public Publisher<SecurityRuleResult> check(
      @Nullable HttpRequest<?> request, @Nullable Authentication authentication) {
    if (request == null || RouteAttributes.getRouteMatch(request).isPresent()) {
      return Mono.just(SecurityRuleResult.UNKNOWN);
    }
    if (request.getMethod() == HttpMethod.OPTIONS) {
      return Mono.just(SecurityRuleResult.ALLOWED);
    }
    boolean api = request.getPath().startsWith("/v1/") || request.getPath().equals("/v1");
    return Mono.just(
        api && authentication == null ? SecurityRuleResult.REJECTED : SecurityRuleResult.ALLOWED);
  }

  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }
}

package dev.parley.adapters.rest.mcp;

import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets in what browsers send only for pages that are allowed by name, as the protocol demands. That
 * a page comes from the server's own name says nothing here: a stranger's name can be made to lead
 * to this server (DNS rebinding).
 */
@ServerFilter("/mcp")
final class OriginFilter implements Ordered {
  private static final String ANY = "*";

  private final List<String> allowed;

  /**
   * @param allowed origins whose scripts may call the API; null: none
   */
  OriginFilter(
      @Property(name = "micronaut.server.cors.configurations.web.allowed-origins")
          @Nullable List<String> allowed) {
    this.allowed = allowed == null ? List.of() : List.copyOf(allowed);
  }

  @RequestFilter
  void check(HttpRequest<?> request) {
    String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
    if (origin != null && !allowed.contains(origin) && !allowed.contains(ANY)) {
      throw new ProblemException(
          Problem.of(
              HttpStatus.FORBIDDEN,
              "origin_not_allowed",
              "Pages of this origin may not call here (expected: one of ALLOWED_ORIGINS)."));
    }
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 4;
  }
}

package dev.parley.adapters.rest.intake;

import dev.parley.adapters.rest.HttpSettings;
import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Refuses everything but health on a node that is there for jobs alone. */
@ServerFilter("/**")
@Requires(property = HttpSettings.WORKER)
final class WorkerFilter implements Ordered {
  private static final String HEALTH = "/v1/health";

  @RequestFilter
  void check(HttpRequest<?> request) {
    String path = request.getPath();
    if (!path.equals(HEALTH) && !path.startsWith(HEALTH + "/")) {
      throw new ProblemException(
          Problem.of(
              HttpStatus.NOT_FOUND,
              "not_found",
              "This node works on documents and serves nothing but /v1/health: ask another."));
    }
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 3;
  }
}

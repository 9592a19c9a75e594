package dev.parley.adapters.rest.intake;

import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Refuses new work when the intake is closed; what runs can still be watched and cancelled. */
@ServerFilter("/v1/**")
final class IntakeFilter implements Ordered {
  private static final String RETRY_AFTER_SECONDS = "5";

  private final Intake intake;

  IntakeFilter(Intake intake) {
    this.intake = intake;
  }

  @RequestFilter
  void check(HttpRequest<?> request) {
    if (!intake.isOpen() && isWork(request)) {
      throw new ProblemException(
          Problem.of(
                  HttpStatus.SERVICE_UNAVAILABLE,
                  "overloaded",
                  "The server is shutting down: try again in a moment.")
              .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS));
    }
  }

  private static boolean isWork(HttpRequest<?> request) {
    return switch (request.getMethod()) {
      case GET, HEAD, OPTIONS -> false;
      default -> !request.getPath().endsWith("/cancel");
    };
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 3;
  }
}

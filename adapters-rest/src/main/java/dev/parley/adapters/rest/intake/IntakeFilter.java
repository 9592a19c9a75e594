package dev.parley.adapters.rest.intake;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Refuses new work when the intake is closed; what runs can still be watched and cancelled. */
@ServerFilter({"/v1/**", "/mcp"})
final class IntakeFilter implements Ordered {
  private final Intake intake;

  IntakeFilter(Intake intake) {
    this.intake = intake;
  }

  @RequestFilter
  void check(HttpRequest<?> request) {
    if (isWork(request)) {
      intake.requireOpen();
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

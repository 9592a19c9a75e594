package dev.parley.adapters.rest.intake;

import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;

/** Whether new work is taken in. Safe for use by many threads. */
@Singleton
public final class Intake {
  private static final String RETRY_AFTER_SECONDS = "5";

  private volatile boolean open = true;

  /** From now on requests that would begin or change something are refused; for good. */
  public void close() {
    open = false;
  }

  /**
   * Lets new work pass.
   *
   * @throws ProblemException if none is taken in any more
   */
  public void requireOpen() {
    if (!open) {
      throw new ProblemException(
          Problem.of(
                  HttpStatus.SERVICE_UNAVAILABLE,
                  "overloaded",
                  "The server is shutting down: try again in a moment.")
              .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS));
    }
  }

  public boolean isOpen() {
    return open;
  }
}

package dev.parley.adapters.rest.run;

import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunState;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;

/** Failed runs as problems, for callers who wait for the whole answer. */
public final class FailedRuns {
  private static final String RETRY_AFTER_SECONDS = "30";

  private FailedRuns() {}

  /**
   * The run again, unless it failed.
   *
   * @throws ProblemException if it failed
   */
  public static Run requireAnswered(Run run) {
    if (run.state() instanceof RunState.Failed failed) {
      throw new ProblemException(problem(run, failed.failure()));
    }
    return run;
  }

  /** What a failed run is told as. */
  public static Problem problem(Run run, RunFailure failure) {
    Problem problem =
        Problem.of(statusOf(failure.code()), Words.of(failure.code()), failure.detail())
            .aboutRun(run.id().value(), run.conversation().value());
    boolean passes =
        failure.code() == RunFailure.Code.PROVIDER_RATE_LIMITED
            || failure.code() == RunFailure.Code.OVERLOADED;
    return passes ? problem.withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS) : problem;
  }

  private static HttpStatus statusOf(RunFailure.Code code) {
    return switch (code) {
      case CONTEXT_LENGTH_EXCEEDED -> HttpStatus.UNPROCESSABLE_ENTITY;
      case PROVIDER_REJECTED, PROVIDER_UNAUTHORIZED, PROVIDER_UNAVAILABLE -> HttpStatus.BAD_GATEWAY;
      case PROVIDER_RATE_LIMITED, OVERLOADED, INTERRUPTED -> HttpStatus.SERVICE_UNAVAILABLE;
      case PROVIDER_TIMEOUT -> HttpStatus.GATEWAY_TIMEOUT;
      case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }
}

package dev.parley.adapters.rest.problem;

import java.io.Serial;

/** Ends a request with a problem. The framework takes an answer from a filter or controller so. */
public final class ProblemException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.code(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}

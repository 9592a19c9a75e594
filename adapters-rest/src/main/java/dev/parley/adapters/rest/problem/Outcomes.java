package dev.parley.adapters.rest.problem;

import dev.parley.application.outcome.Outcome;
import java.util.Optional;

/** Turns what use cases and ports answer into a value, or else into a problem for the caller. */
public final class Outcomes {
  private Outcomes() {}

  /**
   * What was done.
   *
   * @throws ProblemException if it was refused
   */
  public static <T> T done(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T> done -> done.value();
      case Outcome.Refused<T> refused -> throw new ProblemException(Problem.of(refused.refusal()));
    };
  }

  /**
   * What was found.
   *
   * @throws ProblemException if nothing was
   */
  public static <T> T found(Optional<T> found) {
    return found.orElseThrow(Outcomes::notFound);
  }

  /** Nothing was found, or nothing of the caller's. */
  public static ProblemException notFound() {
    return new ProblemException(Problem.notFound());
  }
}

package dev.parley.adapters.rest.ws;

import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.domain.conversation.RunId;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what a socket cannot have; faults of ours are logged here. */
@Singleton
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private final Frames frames;

  Failures(Frames frames) {
    this.frames = frames;
  }

  /**
   * Sends an error.
   *
   * @param ref what the client called what it asked for
   * @param run what it is about, if it is about a run
   */
  void answer(Socket socket, @Nullable String ref, @Nullable RunId run, Throwable cause) {
    Problem problem = Problem.of(cause);
    if (problem.status().getCode() >= 500 && !(cause instanceof ProblemException)) {
      LOG.error("a frame of the socket {} failed", socket.requestId(), cause);
    }
    boolean unused =
        socket.send(
            frames.error(
                ref, run == null ? problem.runId() : run.value(), problem, socket.requestId()));
  }
}

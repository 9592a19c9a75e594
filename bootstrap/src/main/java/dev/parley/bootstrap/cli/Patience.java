package dev.parley.bootstrap.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks a server once more that is too busy, when it says that it has room, but not for ever. */
final class Patience {
  /** How long one request waits for its turn, all in all. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  /** A server that says "at once" may be asked no more often than this. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final PrintWriter told;
  private final Pause pause;

  /** Lets time pass. */
  @FunctionalInterface
  interface Pause {
    void last(Duration duration) throws InterruptedException;
  }

  /**
   * @param told where people read that they wait
   */
  Patience(PrintWriter told, Pause pause) {
    this.told = Objects.requireNonNull(told);
    this.pause = Objects.requireNonNull(pause);
  }

  /**
   * The answer to a request, which is sent again as often as it takes. Blocking.
   *
   * @param what it is about, for the people who wait
   * @throws CommandFailure for a refusal of another kind, or if the server wants to be left alone
   *     for longer than there is patience
   */
  <T> T ask(String what, Supplier<T> request) throws InterruptedException {
    Duration waited = Duration.ZERO;
    while (true) {
      try {
        return request.get();
      } catch (CommandFailure refused) {
        Optional<Duration> asked = refused.retryAfter();
        if (asked.isEmpty()) {
          throw refused;
        }
        Duration wait = asked.get().compareTo(SHORTEST) < 0 ? SHORTEST : asked.get();
        waited = waited.plus(wait);
        if (waited.compareTo(LONGEST) > 0) {
          throw refused;
        }
        told.println(what + ": the server is busy, trying again in " + wait.toSeconds() + " s");
        told.flush();
        pause.last(wait);
      }
    }
  }
}

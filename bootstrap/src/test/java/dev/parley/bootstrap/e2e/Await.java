package dev.parley.bootstrap.e2e;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what is bound to come, and fails where it does not. */
final class Await {
  /** Far beyond what any of it takes on a machine with something else to do. */
  static final Duration LONG = Duration.ofMinutes(3);

  private static final long PAUSE_NANOS = Duration.ofMillis(30).toNanos();

  private Await() {}

  /**
   * Asks again and again until there is an answer.
   *
   * @param what what is waited for, for the message of the failure
   */
  static <T> T value(Supplier<String> what, Supplier<Optional<T>> question) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (true) {
      Optional<T> answer = question.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + LONG.toSeconds() + " s: " + what.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  static void condition(String what, BooleanSupplier condition) {
    boolean unused =
        value(() -> what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }
}

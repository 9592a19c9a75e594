package dev.parley.adapters.persistence.embedded;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The signals by which a PostgreSQL server is told to end.
 *
 * @see <a href="https://www.postgresql.org/docs/18/server-shutdown.html">PostgreSQL 18, Shutting
 *     Down the Server</a>
 */
enum Signal {
  /** Fast shutdown: roll back what runs, write a checkpoint, end. */
  INT(Duration.ofSeconds(20)),
  /** Immediate shutdown: end at once; the next start replays the log. */
  QUIT(Duration.ofSeconds(5)),
  /**
   * Death without a last word, for a server that ignores the others. Backends notice and follow.
   */
  KILL(Duration.ofSeconds(5));

  private static final Duration POLL = Duration.ofMillis(10);
  private static final Duration SENDING_LIMIT = Duration.ofSeconds(5);

  private final Duration patience;

  Signal(Duration patience) {
    this.patience = patience;
  }

  /**
   * Sends this signal; a process that is gone is no error. The JDK itself can send TERM and KILL
   * only.
   */
  void send(long pid) {
    ChildProcess.run(
        List.of("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name(), Long.toString(pid)),
        SENDING_LIMIT);
  }

  /**
   * Ends a process by this signal and, when patience runs out, by the harsher ones. Blocks until it
   * is gone, for half a minute at most, also when the thread is interrupted.
   *
   * @param alive looked at before each signal, so that nothing is ever sent to a process that took
   *     over the number
   * @return whether the process is gone
   */
  boolean end(long pid, BooleanSupplier alive) {
    for (Signal signal : values()) {
      if (signal.compareTo(this) >= 0 && alive.getAsBoolean()) {
        signal.send(pid);
        signal.await(alive);
      }
    }
    return !alive.getAsBoolean();
  }

  private void await(BooleanSupplier alive) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    while (alive.getAsBoolean() && System.nanoTime() < deadline) {
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

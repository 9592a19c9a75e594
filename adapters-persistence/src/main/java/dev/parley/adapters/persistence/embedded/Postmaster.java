package dev.parley.adapters.persistence.embedded;

import dev.parley.adapters.persistence.embedded.EmbeddedPostgresFailure.Reason;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running server process, a child of this JVM. */
final class Postmaster {
  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);

  /** Long enough to replay the log after a crash; a server that ends is noticed at once. */
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private static final Duration POLL = Duration.ofMillis(5);

  /** What the server logs when something that passes kept it from starting. */
  private static final List<String> PASSING =
      List.of("Address already in use", "postmaster.pid", "pre-existing shared memory block");

  private final Process process;
  private final Path data;
  private final ServerLog log;
  private final long logOffset;
  private final Watchdog watchdog;

  private Postmaster(Process process, Watchdog watchdog, Path data, ServerLog log, long logOffset) {
    this.process = process;
    this.watchdog = watchdog;
    this.data = data;
    this.log = log;
    this.logOffset = logOffset;
  }

  /** Starts the server on {@code port} and returns without waiting for it. */
  static Postmaster launch(
      PostgresBinaries binaries,
      ServerUser user,
      Path data,
      int port,
      Durability durability,
      ServerLog log)
      throws IOException {
    List<String> server =
        new ArrayList<>(
            List.of(
                binaries.postgres().toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port)));
    server.addAll(durability.arguments());
    long logOffset = log.size();
    Process process =
        ChildProcess.builder(ChildProcess.inOwnSession(user.command(server)))
            .redirectOutput(Redirect.appendTo(log.file().toFile()))
            .start();
    try {
      return new Postmaster(process, Watchdog.over(process), data, log, logOffset);
    } catch (IOException e) {
      Signal.INT.end(process.pid(), process::isAlive);
      throw e;
    }
  }

  Process process() {
    return process;
  }

  /**
   * Blocks until the server accepts connections.
   *
   * @return false if it ended instead, for reasons that {@link #report} tells
   */
  boolean awaitReady() throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (process.isAlive()) {
      if (PostmasterPid.in(data)
          .filter(file -> file.pid() == process.pid() && file.ready())
          .isPresent()) {
        return true;
      }
      if (System.nanoTime() > deadline) {
        throw new EmbeddedPostgresFailure(
            Reason.START_FAILED,
            "PostgreSQL is not ready after " + START_LIMIT.toSeconds() + " s; " + report());
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EmbeddedPostgresFailure(
            Reason.START_FAILED, "interrupted while PostgreSQL started", e);
      }
    }
    return false;
  }

  /**
   * Whether the server, having ended instead of getting ready, may well start when it is tried
   * again.
   */
  boolean mayStartLater() {
    String logged = log.tailSince(logOffset);
    return PASSING.stream().anyMatch(logged::contains);
  }

  /** The last lines this server logged, with the name of the file they stand in. */
  String report() {
    return log.file() + " ends with:\n" + log.tailSince(logOffset);
  }

  /**
   * Fast shutdown, harsher when that takes too long. Blocks until the server is gone; idempotent.
   */
  void stop() {
    if (!Signal.INT.end(process.pid(), process::isAlive)) {
      LOG.warn(
          "PostgreSQL process {} does not end; the next start on {} will try again",
          process.pid(),
          data);
    }
    watchdog.close();
  }
}

package dev.parley.adapters.persistence.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts programs in a surrounding that does not depend on who started Parley: no {@code PG*},
 * {@code LANG} or library path variables, no terminal, nothing to read, and a working directory
 * that every user may enter.
 */
final class ChildProcess {
  /** The exit code shells give for a program that cannot be run. */
  private static final int CANNOT_RUN = 127;

  private ChildProcess() {}

  record Result(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  /** A builder whose standard error is merged into standard output and whose input is empty. */
  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(Redirect.from(new File("/dev/null")));
    builder.directory(new File("/"));
    builder.environment().keySet().retainAll(Set.of("PATH"));
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  /**
   * Runs a program to its end and returns what it printed; blocks for {@code limit} at most, after
   * which the program is killed. A program that does not exist is a result too, as it is in a
   * shell.
   */
  static Result run(List<String> command, Duration limit) {
    Process process;
    try {
      process = builder(command).start();
    } catch (IOException e) {
      return new Result(CANNOT_RUN, String.valueOf(e.getMessage()));
    }
    CompletableFuture<Void> timer =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    try (var output = process.getInputStream()) {
      String printed = new String(output.readAllBytes(), UTF_8).strip();
      return new Result(process.waitFor(), printed);
    } catch (IOException e) {
      return new Result(CANNOT_RUN, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return new Result(CANNOT_RUN, "interrupted");
    } finally {
      timer.cancel(false);
    }
  }

  /**
   * Words to put before a command so that it leaves the session of the terminal: otherwise Ctrl-C,
   * meant for Parley, would reach the database as well and take it away from under the requests
   * that are being finished.
   */
  static List<String> inOwnSession(List<String> command) {
    List<String> setsid =
        Files.isExecutable(Path.of("/usr/bin/setsid"))
            ? List.of("/usr/bin/setsid")
            : Files.isExecutable(Path.of("/usr/bin/perl"))
                ? List.of(
                    "/usr/bin/perl",
                    "-MPOSIX",
                    "-e",
                    "POSIX::setsid(); exec { $ARGV[0] } @ARGV or die \"$!\"")
                : List.of();
    return join(setsid, command);
  }

  static List<String> join(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}

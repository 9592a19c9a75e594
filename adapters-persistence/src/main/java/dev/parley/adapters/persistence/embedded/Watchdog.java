package dev.parley.adapters.persistence.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Ends the server when the JVM dies without closing it.
 *
 * <p>A shell waits on a pipe that only this JVM holds; however the JVM dies, the system closes the
 * pipe and the shell sends the server a fast shutdown. The watchdog is ended as soon as the server
 * is, so that it never outlives the process number it was given. It is a courtesy to the machine:
 * should it be killed as well, the next start ends what was left.
 */
final class Watchdog implements AutoCloseable {
  private static final String SCRIPT = "read -r _; kill -s INT \"$1\"";

  private final Process shell;

  private Watchdog(Process shell) {
    this.shell = shell;
  }

  static Watchdog over(Process server) throws IOException {
    Watchdog watchdog =
        new Watchdog(
            ChildProcess.builder(
                    ChildProcess.inOwnSession(
                        List.of("/bin/sh", "-c", SCRIPT, "sh", Long.toString(server.pid()))))
                .redirectInput(Redirect.PIPE)
                .redirectOutput(Redirect.DISCARD)
                .start());
    // This also keeps the pipe reachable, and thereby open, for as long as the server runs.
    CompletableFuture<Void> unused = server.onExit().thenRun(watchdog::close);
    return watchdog;
  }

  @Override
  public void close() {
    shell.destroyForcibly();
  }
}

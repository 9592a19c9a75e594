package dev.parley.adapters.persistence.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Another JVM that owns a home and runs its database, to be killed. */
final class OwnerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private OwnerProcess(Process process) {
    this.process = process;
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** The program of that JVM: commits a row, says so, and waits until somebody ends it. */
  public static void main(String[] arguments) throws Exception {
    HomeLock home = HomeLock.acquire(Path.of(arguments[0]));
    EmbeddedPostgres postgres = EmbeddedPostgres.start(home);
    Sql.execute(postgres, "CREATE TABLE IF NOT EXISTS note (text text)");
    Sql.execute(postgres, "INSERT INTO note VALUES ('kept')");
    System.out.println("ready");
    Thread.sleep(TimeUnit.MINUTES.toMillis(5));
  }

  /**
   * Starts the JVM in a surrounding as hostile to PostgreSQL as a user's shell may be; does not
   * wait for it.
   */
  static OwnerProcess launch(Path home) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OwnerProcess.class.getName(),
                home.toString()));
    builder.environment().put("PGDATA", "/nowhere");
    builder.environment().put("PGPORT", "1");
    builder.environment().put("LANG", "tlh_QO.UTF-8");
    builder.environment().put("LC_ALL", "tlh_QO.UTF-8");
    return new OwnerProcess(builder.redirectErrorStream(true).start());
  }

  /** Starts the JVM and waits until its database runs and holds a row. */
  static OwnerProcess start(Path home) throws IOException {
    OwnerProcess owner = launch(home);
    List<String> said = new ArrayList<>();
    while (!said.contains("ready")) {
      String line = owner.output.readLine();
      if (line == null) {
        throw new IllegalStateException("the other JVM ended (expected: ready) and said: " + said);
      }
      said.add(line);
    }
    return owner;
  }

  /** Waits for the JVM to end by itself and returns what it printed. */
  String remainingOutput() {
    return output.lines().collect(Collectors.joining("\n"));
  }

  long pid() {
    return process.pid();
  }

  /**
   * Kills the JVM, and its watchdog a moment before, as when both fall to the machine running out
   * of memory.
   */
  void killWithWatchdog(long postmaster) {
    process
        .children()
        .filter(child -> child.pid() != postmaster)
        .forEach(ProcessHandle::destroyForcibly);
    kill();
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}

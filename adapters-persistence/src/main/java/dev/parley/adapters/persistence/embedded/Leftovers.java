package dev.parley.adapters.persistence.embedded;

import dev.parley.adapters.persistence.embedded.EmbeddedPostgresFailure.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what an earlier owner of the home left running on its data directory: a server whose Parley
 * was killed, or the backends of a server that was itself killed.
 *
 * <p>A process counts only if it is a {@code postgres} that works in this very directory. The
 * number in {@code postmaster.pid} alone proves nothing: the system may have given it to somebody
 * else since. The caller holds the {@link HomeLock}, so whatever is found has no owner any more.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final Path PROC = Path.of("/proc");

  private final Path data;

  Leftovers(Path data) {
    this.data = data;
  }

  /**
   * Blocks until nothing runs on the data directory; returns at once if the last server ended in
   * order.
   */
  void end() throws IOException {
    Path pidFile = data.resolve(PostmasterPid.FILE_NAME);
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<PostmasterPid> postmaster = PostmasterPid.in(data);
    if (postmaster.isPresent() && runsHere(postmaster.get().pid())) {
      LOG.warn(
          "Ending PostgreSQL process {}, which an earlier Parley left running on {}",
          postmaster.get().pid(),
          data);
      end(postmaster.get().pid(), Signal.INT);
    }
    for (long orphan : allRunningHere()) {
      LOG.warn("Ending PostgreSQL process {}, which outlived its server on {}", orphan, data);
      end(orphan, Signal.QUIT);
    }
    // Nothing runs here now. Left in place, a number that belongs to somebody else would keep the
    // server from starting.
    Files.deleteIfExists(pidFile);
  }

  private void end(long pid, Signal signal) {
    if (!signal.end(pid, () -> runsHere(pid))) {
      throw new EmbeddedPostgresFailure(
          Reason.START_FAILED,
          "PostgreSQL process %s still runs on %s and does not end (expected: no process there)"
              .formatted(pid, data));
    }
  }

  private List<Long> allRunningHere() {
    return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(this::runsHere).toList();
  }

  private boolean runsHere(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(this::isServerOfThisDirectory)
        .isPresent();
  }

  private boolean isServerOfThisDirectory(ProcessHandle process) {
    if (!Files.isDirectory(PROC)) {
      return wasStartedHere(process);
    }
    try {
      boolean postgres =
          process
              .info()
              .command()
              .map(Path::of)
              .filter(path -> path.endsWith("postgres"))
              .isPresent();
      return postgres && Files.isSameFile(PROC.resolve(process.pid() + "/cwd"), data);
    } catch (AccessDeniedException e) {
      // Root without the right to trace may see no more of another user's process than its
      // arguments.
      return wasStartedHere(process);
    } catch (IOException e) {
      // The process ended meanwhile.
      return false;
    }
  }

  /** Recognises servers only: backends put other words in the place of their arguments. */
  private boolean wasStartedHere(ProcessHandle process) {
    List<String> arguments = process.info().arguments().map(List::of).orElse(List.of());
    return Collections.indexOfSubList(arguments, List.of("-D", data.toString())) >= 0;
  }

  /** Ends the making of a data directory that an earlier owner of the home began. */
  static void endInitdb(Path halfDone) {
    String argument = DataDirectory.PGDATA_OPTION + halfDone;
    List<ProcessHandle> found =
        ProcessHandle.allProcesses()
            .filter(
                process ->
                    process.info().arguments().map(List::of).orElse(List.of()).contains(argument))
            .flatMap(initdb -> Stream.concat(Stream.of(initdb), initdb.descendants()))
            .toList();
    for (ProcessHandle process : found) {
      LOG.warn(
          "Ending process {}, which was making {} for an earlier Parley", process.pid(), halfDone);
      Signal.KILL.end(process.pid(), process::isAlive);
    }
  }
}

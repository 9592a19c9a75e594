package dev.parley.adapters.persistence.embedded;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Homes to start databases in, without unpacking the server for every test. */
final class Homes {
  private static final class Unpacked {
    private static final Path DIRECTORY = unpack();

    /** Kept from run to run; the lock keeps two test JVMs from unpacking at once. */
    private static Path unpack() {
      Path parent = Path.of("target", "test-postgres").toAbsolutePath();
      while (true) {
        try (HomeLock lock = HomeLock.acquire(parent)) {
          return PostgresBinaries.unpacked(lock.home(), Platform.current()).directory();
        } catch (HomeInUse e) {
          LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
      }
    }
  }

  private Homes() {}

  /**
   * A home in {@code parent} that has the server's programs, shared with other homes, but no data.
   */
  static Path withBinaries(Path parent) throws IOException {
    return withBinaries(parent, Homes::link);
  }

  /** Like {@link #withBinaries}, but the programs may be damaged and given away. */
  static Path withOwnBinaries(Path parent) throws IOException {
    return withBinaries(parent, Homes::copy);
  }

  private static Path withBinaries(Path parent, Transfer transfer) throws IOException {
    Path home = parent.resolve("home");
    Path target = home.resolve("postgres").resolve(Unpacked.DIRECTORY.getFileName().toString());
    try (Stream<Path> walk = Files.walk(Unpacked.DIRECTORY)) {
      for (Path source : (Iterable<Path>) walk::iterator) {
        Path copy = target.resolve(Unpacked.DIRECTORY.relativize(source));
        if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
          Directories.createPrivate(copy);
        } else {
          transfer.apply(source, copy);
        }
      }
    }
    return home;
  }

  private static void link(Path source, Path target) throws IOException {
    try {
      Files.createLink(target, source);
    } catch (FileSystemException e) {
      // Another file system, or one without hard links.
      copy(source, target);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    Files.copy(source, target, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
  }

  @FunctionalInterface
  private interface Transfer {
    void apply(Path source, Path target) throws IOException;
  }

  static Path data(Path home) {
    return home.resolve("postgres/data");
  }

  static Path log(Path home) {
    return home.resolve("postgres/log/postgres.log");
  }

  /** The process that the server in {@code home} names as its own. */
  static long postmasterPid(Path home) throws IOException {
    return PostmasterPid.in(data(home)).orElseThrow().pid();
  }

  /** Processes that were started on the data directory: postmasters, not their backends. */
  static List<Long> postmasters(Path home) throws IOException {
    String data = Files.exists(home) ? data(home.toRealPath()).toString() : data(home).toString();
    return ProcessHandle.allProcesses()
        .filter(process -> List.of(process.info().arguments().orElse(new String[0])).contains(data))
        .map(ProcessHandle::pid)
        .toList();
  }
}

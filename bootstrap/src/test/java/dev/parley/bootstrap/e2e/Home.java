package dev.parley.bootstrap.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A folder of its own for a server. Closing it ends the database that was left there, if any. */
final class Home implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final Path path;

  private Home(Path path) {
    this.path = path;
  }

  static Home create() {
    try {
      return new Home(Files.createTempDirectory("parley-e2e-").toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  private Path data() {
    return path.resolve("postgres").resolve("data");
  }

  /** The process that the data directory names as its server, if it is one and runs. */
  Optional<ProcessHandle> postmaster() {
    try {
      String pid = Files.readAllLines(data().resolve("postmaster.pid")).getFirst().strip();
      return ProcessHandle.of(Long.parseLong(pid)).filter(this::isPostmaster);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every server that was started on the data directory. */
  List<ProcessHandle> postmasters() {
    return ProcessHandle.allProcesses().filter(this::isPostmaster).toList();
  }

  private boolean isPostmaster(ProcessHandle process) {
    String[] arguments = process.info().arguments().orElse(new String[0]);
    return process.isAlive() && List.of(arguments).contains(data().toString());
  }

  /** What the database wrote into its log. */
  String postgresLog() {
    try {
      return Files.readString(path.resolve("postgres").resolve("log").resolve("postgres.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (ProcessHandle postmaster : postmasters()) {
      postmaster.destroy();
      try {
        ProcessHandle unused = postmaster.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        postmaster.destroyForcibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        postmaster.destroyForcibly();
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    delete();
  }

  private void delete() {
    try {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException fault) {
              // The last files of a process that is ending.
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException fault)
                throws IOException {
              Files.deleteIfExists(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path, e);
    }
  }
}

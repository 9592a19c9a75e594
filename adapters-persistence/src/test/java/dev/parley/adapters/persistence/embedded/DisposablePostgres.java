package dev.parley.adapters.persistence.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server for the tests of one JVM: fast, on a home of its own, gone with the JVM. */
public final class DisposablePostgres {
  private DisposablePostgres() {}

  /** Starts a server whose data does not survive the JVM. Blocks for some seconds. */
  public static EmbeddedPostgres start() {
    try {
      Path directory = Files.createTempDirectory("parley-test-");
      HomeLock home = HomeLock.acquire(Homes.withBinaries(directory));
      EmbeddedPostgres postgres =
          EmbeddedPostgres.start(home, Durability.DISPOSABLE, ServerUser.candidates());
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> discard(postgres, home, directory), "discard-postgres"));
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void discard(EmbeddedPostgres postgres, HomeLock home, Path directory) {
    postgres.close();
    home.close();
    try {
      Directories.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

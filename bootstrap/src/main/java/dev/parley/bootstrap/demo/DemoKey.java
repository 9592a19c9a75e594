package dev.parley.bootstrap.demo;

import dev.parley.domain.tenant.ApiKeySecret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The demo tenant's key in a file that only its owner can read, so that it can be printed at each
 * start and found by the command line. Only the demo's key is kept like this.
 */
public final class DemoKey {
  private static final String FILE = "demo.key";

  private DemoKey() {}

  /** The key that a server of this home keeps; empty if there is none. */
  public static Optional<ApiKeySecret> in(Path home) {
    Path file = home.resolve(FILE);
    try {
      return Files.isReadable(file)
          ? Optional.of(new ApiKeySecret(Files.readString(file).strip()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  static ApiKeySecret keptIn(Path home, RandomGenerator random) {
    return in(home).orElseGet(() -> make(home.resolve(FILE), random));
  }

  private static ApiKeySecret make(Path file, RandomGenerator random) {
    ApiKeySecret key = ApiKeySecret.make(random);
    try {
      Files.deleteIfExists(file);
      if (Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(file, key.value() + System.lineSeparator());
      return key;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the demo key in " + file, e);
    }
  }
}

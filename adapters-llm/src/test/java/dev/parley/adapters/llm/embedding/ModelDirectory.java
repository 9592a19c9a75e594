package dev.parley.adapters.llm.embedding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where all tests of this JVM keep the model: its native libraries are loaded once a process, from
 * wherever they were first unpacked to.
 */
final class ModelDirectory {
  private static final Path SHARED = Path.of("target", "test-models").toAbsolutePath();

  private ModelDirectory() {}

  /** The directory, made if it is not there. */
  static Path shared() {
    try {
      return Files.createDirectories(SHARED);
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for the model", e);
    }
  }
}

package dev.parley.adapters.persistence.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server wrote about itself into {@code postmaster.pid}. It stays behind when the server is
 * killed.
 *
 * @param pid the server's process, or the number it once had
 * @param ready whether the server accepts connections
 * @see <a href="https://www.postgresql.org/docs/18/storage-file-layout.html">PostgreSQL 18,
 *     Database File Layout</a>
 */
record PostmasterPid(long pid, boolean ready) {
  static final String FILE_NAME = "postmaster.pid";

  private static final int STATUS_LINE = 7;

  /** Reads the file in {@code data}; empty if there is none, or if it is being written just now. */
  static Optional<PostmasterPid> in(Path data) throws IOException {
    try {
      List<String> lines = Files.readAllLines(data.resolve(FILE_NAME));
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
      return Optional.of(
          new PostmasterPid(Math.abs(Long.parseLong(lines.getFirst().strip())), ready));
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}

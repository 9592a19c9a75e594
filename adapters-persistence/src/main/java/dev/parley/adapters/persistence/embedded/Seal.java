package dev.parley.adapters.persistence.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * The last file written into an unpacked directory; says what was unpacked and how much of it there
 * has to be.
 *
 * <p>The amount matters after a power cut, when a file system may keep the names and lose the
 * contents of files.
 *
 * @param version the version of the server
 * @param fingerprint the archive it came from
 * @param amount how many files and bytes there are, this one not counted
 */
record Seal(String version, String fingerprint, String amount) {
  private static final String FILE_NAME = ".sealed";

  static Optional<Seal> of(Path directory) throws IOException {
    try {
      List<String> lines = Files.readAllLines(directory.resolve(FILE_NAME));
      return lines.size() == 3
          ? Optional.of(new Seal(lines.get(0), lines.get(1), lines.get(2)))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  static void put(Path directory, String version, String fingerprint) throws IOException {
    Files.write(directory.resolve(FILE_NAME), List.of(version, fingerprint, amountIn(directory)));
  }

  boolean matches(Path directory) throws IOException {
    return amount.equals(amountIn(directory));
  }

  private static String amountIn(Path directory) throws IOException {
    Count count = new Count();
    Files.walkFileTree(directory, count);
    return count.files + " files, " + count.bytes + " bytes";
  }

  private static final class Count extends SimpleFileVisitor<Path> {
    private int files;
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!file.endsWith(FILE_NAME)) {
        files++;
        bytes += attributes.size();
      }
      return FileVisitResult.CONTINUE;
    }
  }
}

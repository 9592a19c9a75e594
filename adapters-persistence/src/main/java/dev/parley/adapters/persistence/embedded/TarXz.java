package dev.parley.adapters.persistence.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * Unpacks a {@code .tar.xz}, and nothing outside the directory it is given.
 *
 * <p>Names and link targets that lead out of the directory are refused, as is everything but files,
 * directories and symbolic links. Links are made after all files are written, so no file can be
 * written through one.
 */
final class TarXz {
  private static final int ANY_EXECUTE = 0111;

  /** {@code TarArchiveEntry.isFile} also says yes to devices and pipes. */
  private static final Set<Byte> PLAIN_FILE =
      Set.of(TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL);

  private TarXz() {}

  /**
   * Unpacks into {@code directory}, which is created. What is executable in the archive is so for
   * the owner; nobody else gets any access.
   */
  static void extract(InputStream archive, Path directory) throws IOException {
    Path root = Directories.createPrivate(directory);
    Map<Path, Path> links = new LinkedHashMap<>();
    try (var tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = inside(root, root.resolve(entry.getName()), entry.getName());
        if (entry.isDirectory()) {
          Directories.createPrivate(target);
        } else if (entry.isSymbolicLink()) {
          Path destination = target.resolveSibling(entry.getLinkName());
          inside(root, destination, entry.getName() + " -> " + entry.getLinkName());
          links.put(target, Path.of(entry.getLinkName()));
        } else if (PLAIN_FILE.contains(entry.getLinkFlag())) {
          Directories.createPrivate(parentOf(target));
          Files.copy(tar, target);
          boolean executable = (entry.getMode() & ANY_EXECUTE) != 0;
          Files.setPosixFilePermissions(
              target, PosixFilePermissions.fromString(executable ? "rwx------" : "rw-------"));
        } else {
          throw new IOException(
              "archive entry %s (expected: a file, a directory or a symbolic link)"
                  .formatted(entry.getName()));
        }
      }
    }
    for (Map.Entry<Path, Path> link : links.entrySet()) {
      Directories.createPrivate(parentOf(link.getKey()));
      Files.createSymbolicLink(link.getKey(), link.getValue());
    }
  }

  private static Path inside(Path root, Path path, String asNamed) throws IOException {
    Path normalized = path.normalize();
    if (!normalized.startsWith(root)) {
      throw new IOException("archive entry " + asNamed + " (expected: a path inside the archive)");
    }
    return normalized;
  }

  private static Path parentOf(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }
}

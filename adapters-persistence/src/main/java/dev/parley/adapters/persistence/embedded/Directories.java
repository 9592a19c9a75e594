package dev.parley.adapters.persistence.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operations on whole directories that the JDK leaves to its callers. None of them follows symbolic
 * links.
 */
final class Directories {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private Directories() {}

  /**
   * Creates {@code directory} and missing parents with mode 0700; an existing one keeps its mode.
   */
  static Path createPrivate(Path directory) throws IOException {
    return Files.isDirectory(directory)
        ? directory
        : Files.createDirectories(directory, OWNER_ONLY);
  }

  static void deleteIfExists(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    forEachChildrenFirst(root, Files::delete);
  }

  private static int ownerOf(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Gives a directory with all its contents to the user {@code uid}, and its group of the same
   * number.
   *
   * <p>In each child the topmost name changes hands last, so that its owner tells whether an
   * earlier hand-over of that child was completed, and children that belong to the user already are
   * not walked again.
   */
  static void giveTo(int uid, Path directory) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        if (ownerOf(child) != uid) {
          forEachChildrenFirst(child, path -> changeOwner(path, uid));
        }
      }
    }
    if (ownerOf(directory) != uid) {
      changeOwner(directory, uid);
    }
  }

  private static void changeOwner(Path path, int uid) throws IOException {
    Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes renames and new names in {@code directory} survive a power cut. */
  static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void forEachChildrenFirst(Path root, PathAction action) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            action.apply(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            action.apply(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @FunctionalInterface
  private interface PathAction {
    void apply(Path path) throws IOException;
  }
}

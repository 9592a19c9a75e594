package dev.parley.bootstrap.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All regular files at some paths and below them, in the order of their names, whatever else is
 * there. Symbolic links are followed where they were asked for by name, and nowhere else. What
 * cannot be looked at is an entry too.
 */
final class FileWalk implements Iterator<FileWalk.Entry> {
  private final Deque<Place> pending = new ArrayDeque<>();
  private @Nullable Entry next;

  /**
   * A file.
   *
   * @param name for people; not for opening it
   * @param fault why it cannot be read; null if nothing is known against it
   */
  record Entry(Path path, String name, @Nullable String fault) {}

  private record Place(Path path, String name, boolean asked) {}

  FileWalk(List<Path> paths) {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new CommandFailure("no such file: " + path);
      }
      pending.addLast(new Place(path, path.toString(), true));
    }
  }

  @Override
  public boolean hasNext() {
    while (next == null && !pending.isEmpty()) {
      next = visit(pending.removeFirst());
    }
    return next != null;
  }

  @Override
  public Entry next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Entry found = next;
    next = null;
    return found;
  }

  /** The entry for a place; null if it is none, or a folder whose places come next now. */
  private @Nullable Entry visit(Place place) {
    try {
      LinkOption[] links =
          place.asked() ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
      BasicFileAttributes attributes =
          Files.readAttributes(place.path(), BasicFileAttributes.class, links);
      if (attributes.isRegularFile()) {
        return new Entry(place.path(), place.name(), null);
      }
      if (attributes.isDirectory()) {
        List<Place> places = places(place);
        places.reversed().forEach(pending::addFirst);
      }
      return null;
    } catch (IOException fault) {
      return new Entry(place.path(), place.name(), reason(fault));
    }
  }

  private static List<Place> places(Place folder) throws IOException {
    List<Place> places = new ArrayList<>();
    String prefix = folder.name().endsWith("/") ? folder.name() : folder.name() + "/";
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder.path())) {
      for (Path path : paths) {
        places.add(new Place(path, prefix + nameOf(path), false));
      }
    } catch (DirectoryIteratorException fault) {
      throw fault.getCause();
    }
    places.sort(Comparator.comparing(Place::name));
    return places;
  }

  /** A file's name as UTF-8, whatever the locale would make of it: a URI holds the very bytes. */
  private static String nameOf(Path path) {
    Path name = path.getFileName();
    String raw = Path.of("/").resolve(name).toUri().getRawPath();
    byte[] bytes = new byte[raw.length()];
    int length = 0;
    for (int i = 1; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        bytes[length++] = (byte) Integer.parseInt(raw, i + 1, i + 3, 16);
        i += 2;
      } else {
        bytes[length++] = (byte) raw.charAt(i);
      }
    }
    String decoded = new String(bytes, 0, length, StandardCharsets.UTF_8);
    return decoded.endsWith("/") ? decoded.substring(0, decoded.length() - 1) : decoded;
  }

  /** What a fault means, without the path, which stands beside it. */
  static String reason(IOException fault) {
    return switch (fault) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException gone -> "no such file any more";
      case FileSystemException other ->
          Objects.requireNonNullElse(other.getReason(), "cannot be read");
      default -> "cannot be read";
    };
  }
}

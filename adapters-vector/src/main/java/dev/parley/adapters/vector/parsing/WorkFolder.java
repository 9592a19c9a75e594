package dev.parley.adapters.vector.parsing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The folder that one parsing process works in and keeps its temporary files in. */
public final class WorkFolder {
  private WorkFolder() {}

  /** Removes what can be removed of the folder; links are removed, not followed. */
  public static void remove(Path folder) {
    empty(folder);
    delete(folder);
  }

  static void empty(Path folder) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          empty(entry);
        }
        delete(entry);
      }
    } catch (IOException e) {
      // What is left lies among the machine's temporary files.
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // As above.
    }
  }
}

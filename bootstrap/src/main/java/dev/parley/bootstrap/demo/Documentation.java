package dev.parley.bootstrap.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Parley's own documentation, as it was packed with the program. */
final class Documentation {
  /**
   * Marks documents of ours in the demo dataset, so that old ones can be told from people's own.
   */
  static final String TAG = "parley-docs";

  private static final String FOLDER = "/documentation";

  private Documentation() {}

  /** A Markdown file. */
  record Page(String filename, String title, byte[] content) {}

  static List<Page> pages() {
    URL folder =
        Objects.requireNonNull(
            Documentation.class.getResource(FOLDER), "the program was packed without its docs");
    try {
      URI uri = folder.toURI();
      if (uri.getScheme().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
          return pagesIn(jar.getPath(FOLDER));
        }
      }
      return pagesIn(Path.of(uri));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the packed documentation", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Page> pagesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .map(Documentation::page)
          .toList();
    }
  }

  private static Page page(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      String filename = file.getFileName().toString();
      return new Page(
          filename, title(new String(content, StandardCharsets.UTF_8), filename), content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the packed documentation", e);
    }
  }

  private static String title(String markdown, String filename) {
    return markdown
        .lines()
        .filter(line -> line.startsWith("# "))
        .map(line -> line.substring(2).strip())
        .findFirst()
        .orElse(filename);
  }
}

package dev.parley.adapters.persistence.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file the server's output goes to.
 *
 * <p>The server logs a few lines per start and nothing per statement, so a look at the size before
 * each start bounds it.
 */
record ServerLog(Path file) {
  private static final long LARGEST = 5L * 1024 * 1024;
  private static final int TAIL = 4 * 1024;

  /**
   * The log in {@code directory}, which is created; a large one is put aside first, in the place of
   * the one before.
   */
  static ServerLog in(Path directory) throws IOException {
    Path file = Directories.createPrivate(directory).resolve("postgres.log");
    if (Files.exists(file) && Files.size(file) > LARGEST) {
      Files.move(file, directory.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    return new ServerLog(file);
  }

  long size() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * The end of what was logged after the first {@code offset} bytes, or a note that there is
   * nothing to read.
   */
  String tailSince(long offset) {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
      content.seek(Math.max(offset, content.length() - TAIL));
      byte[] tail = new byte[(int) Math.max(0, content.length() - content.getFilePointer())];
      content.readFully(tail);
      String text = new String(tail, UTF_8).strip();
      return text.isEmpty() ? "(nothing logged)" : text;
    } catch (IOException e) {
      return "(log cannot be read: " + e + ")";
    }
  }
}

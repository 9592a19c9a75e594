package dev.parley.bootstrap.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The name of this node: made once, kept in its home folder, the same after every restart. */
record NodeName(String value) {

  /** Reads the name, or makes one. The caller owns the folder. */
  static NodeName in(Path home, UUID fresh) {
    Path file = home.resolve("node");
    try {
      if (Files.exists(file)) {
        String kept = Files.readString(file).strip();
        if (!kept.isEmpty()) {
          return new NodeName(kept);
        }
      }
      Files.writeString(file, fresh + System.lineSeparator());
      return new NodeName(fresh.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the node's name in " + file, e);
    }
  }
}

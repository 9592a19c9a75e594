package dev.parley.adapters.vector.parsing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How values are written between the two processes. */
final class Wire {
  /** Of a character in UTF-8; those outside the basic plane are two characters and four bytes. */
  static final int MAX_BYTES_PER_CHARACTER = 3;

  private Wire() {}

  static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String readText(DataInputStream in, long maxBytes) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > maxBytes) {
      throw new IOException("text of " + length + " bytes (expected: 0.." + maxBytes + ")");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static void requireMark(int found, int mark) throws IOException {
    if (found != mark) {
      throw new IOException("not a message: it begins with " + Integer.toHexString(found));
    }
  }

  /** Where a constant stands among all, as it is written. */
  static <E extends Enum<E>> int place(E[] constants, E constant) {
    return List.of(constants).indexOf(constant);
  }

  static <E extends Enum<E>> E constant(E[] constants, byte ordinal) throws IOException {
    if (ordinal < 0 || ordinal >= constants.length) {
      throw new IOException(
          "constant " + ordinal + " (expected: 0.." + (constants.length - 1) + ")");
    }
    return constants[ordinal];
  }
}

package dev.parley.application.attachment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The beginnings of pictures, which is all that anybody here looks at. */
public final class Pictures {
  private Pictures() {}

  /** A PNG of this size in pixels. */
  public static byte[] png(int width, int height) {
    return png(width, height, 64);
  }

  /** The same with so many bytes. */
  public static byte[] png(int width, int height, int bytes) {
    return ByteBuffer.allocate(bytes)
        .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13})
        .put("IHDR".getBytes(StandardCharsets.US_ASCII))
        .putInt(width)
        .putInt(height)
        .array();
  }
}

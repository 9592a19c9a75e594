package dev.parley.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Cuts a body of server-sent events, which comes in any pieces, into its events, and has each read
 * where it lies.
 */
final class FrameReader {
  private byte[] bytes = new byte[4096];
  private int held;

  /** Up to where there is no end of an event. */
  private int searched;

  /** Reads one event, whose lines lie between two offsets. */
  @FunctionalInterface
  interface Events {
    void event(byte[] bytes, int from, int to);
  }

  void read(ByteBuf piece, Events events) {
    append(piece);
    int from = 0;
    for (int i = Math.max(searched, 1); i < held; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\n') {
        events.event(bytes, from, i - 1);
        from = i + 1;
        i++;
      }
    }
    System.arraycopy(bytes, from, bytes, 0, held - from);
    held -= from;
    searched = held;
  }

  private void append(ByteBuf piece) {
    int length = piece.readableBytes();
    if (held + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, held + length));
    }
    piece.readBytes(bytes, held, length);
    held += length;
  }

  /** Whether an event has begun that has no end. */
  boolean hasRest() {
    return held > 0;
  }
}

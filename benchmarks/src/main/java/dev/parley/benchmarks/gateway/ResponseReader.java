package dev.parley.benchmarks.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads responses of HTTP/1.1, one after another, as their bytes come (RFC 9112). It knows no more
 * of the protocol than the servers here speak: bodies with a length, and chunked ones. For one
 * thread.
 */
final class ResponseReader {
  private static final int MAX_LINE_BYTES = 64 << 10;
  private static final int MAX_BODY_BYTES = 16 << 20;
  private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.ISO_8859_1);

  /** How the length of the body is known. */
  private static final int UNKNOWN = -1;

  private static final int CHUNKED = -2;

  private enum State {
    START,
    FIELDS,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    DONE
  }

  private State state = State.START;
  private byte[] line = new byte[1024];
  private int lineLength;
  private byte[] body = new byte[4096];
  private int bodyLength;
  private int missing = UNKNOWN;
  private int status;
  private boolean closing;

  /** Makes ready for the next response. */
  void reset() {
    state = State.START;
    lineLength = 0;
    bodyLength = 0;
    missing = UNKNOWN;
    status = 0;
    closing = false;
  }

  boolean isDone() {
    return state == State.DONE;
  }

  int status() {
    return status;
  }

  /** Whether the server is going to close the connection. */
  boolean isClosing() {
    return closing;
  }

  /** What has come of the body; {@link #bodyLength()} bytes count. Not to be kept. */
  byte[] body() {
    return body;
  }

  int bodyLength() {
    return bodyLength;
  }

  /**
   * Takes what has come.
   *
   * @throws IOException if it is no such response, or more follows it
   */
  void take(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      switch (state) {
        case START, FIELDS, CHUNK_SIZE, CHUNK_END, TRAILERS -> takeLine(bytes);
        case BODY, CHUNK -> takeBody(bytes);
        case DONE -> throw new IOException(bytes.remaining() + " bytes follow a response");
      }
    }
  }

  private void takeLine(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n') {
        int length = lineLength > 0 && line[lineLength - 1] == '\r' ? lineLength - 1 : lineLength;
        lineLength = 0;
        endOfLine(length);
        return;
      }
      if (lineLength == line.length) {
        if (lineLength == MAX_LINE_BYTES) {
          throw new IOException("a line of more than " + MAX_LINE_BYTES + " bytes");
        }
        line = Arrays.copyOf(line, 2 * lineLength);
      }
      line[lineLength++] = next;
    }
  }

  private void endOfLine(int length) throws IOException {
    switch (state) {
      case START -> {
        status = status(length);
        state = State.FIELDS;
      }
      case FIELDS -> {
        if (length == 0) {
          endOfHead();
        } else {
          field(length);
        }
      }
      case CHUNK_SIZE -> {
        missing = chunkSize(length);
        state = missing == 0 ? State.TRAILERS : State.CHUNK;
      }
      case CHUNK_END -> state = State.CHUNK_SIZE;
      case TRAILERS -> state = length == 0 ? State.DONE : State.TRAILERS;
      case BODY, CHUNK, DONE -> throw new IllegalStateException("not in a line");
    }
  }

  private int status(int length) throws IOException {
    if (length < VERSION.length + 3
        || !Arrays.equals(line, 0, VERSION.length, VERSION, 0, VERSION.length)) {
      throw new IOException("'" + text(0, length) + "' (expected: HTTP/1.1 and a status)");
    }
    return Integer.parseInt(text(VERSION.length, VERSION.length + 3));
  }

  private void field(int length) {
    if (isField("content-length:", length)) {
      missing = Integer.parseInt(text("content-length:".length(), length));
    } else if (isField("transfer-encoding:", length)) {
      missing = CHUNKED;
    } else if (isField("connection:", length)) {
      closing = text("connection:".length(), length).equalsIgnoreCase("close");
    }
  }

  private boolean isField(String name, int length) {
    if (length < name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      int letter = line[i] >= 'A' && line[i] <= 'Z' ? line[i] | 0x20 : line[i];
      if (letter != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void endOfHead() throws IOException {
    if (missing == UNKNOWN) {
      throw new IOException("a response without a length");
    }
    state =
        switch (missing) {
          case CHUNKED -> State.CHUNK_SIZE;
          case 0 -> State.DONE;
          default -> State.BODY;
        };
  }

  private void takeBody(ByteBuffer bytes) throws IOException {
    int size = Math.min(missing, bytes.remaining());
    if (bodyLength + size > MAX_BODY_BYTES) {
      throw new IOException("a body of more than " + MAX_BODY_BYTES + " bytes");
    }
    if (bodyLength + size > body.length) {
      body = Arrays.copyOf(body, Math.max(2 * body.length, bodyLength + size));
    }
    bytes.get(body, bodyLength, size);
    bodyLength += size;
    missing -= size;
    if (missing == 0) {
      state = state == State.BODY ? State.DONE : State.CHUNK_END;
    }
  }

  private int chunkSize(int length) throws IOException {
    String size = text(0, length);
    int extension = size.indexOf(';');
    try {
      return Integer.parseInt(extension < 0 ? size : size.substring(0, extension).strip(), 16);
    } catch (NumberFormatException e) {
      throw new IOException("'" + size + "' (expected: the size of a chunk)", e);
    }
  }

  private String text(int from, int to) {
    return new String(line, from, to - from, StandardCharsets.ISO_8859_1).strip();
  }
}

package dev.parley.adapters.rest;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client that sends what no well-behaved one would (RFC 6455 section 5.2). */
final class RawSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;

  private final Socket socket;
  private final DataInputStream in;
  private final String answer;

  private RawSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    this.answer = head.toString();
  }

  static RawSocket open(RestServer server, String header) throws IOException {
    URI uri = server.uri();
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    String request =
        """
        GET /v1/ws HTTP/1.1
        Host: %s
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
        %s

        """
            .formatted(uri.getAuthority(), header)
            .replace("\n", "\r\n");
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return new RawSocket(socket);
  }

  /** The head of what the handshake was answered with. */
  String answer() {
    return answer;
  }

  /** Sends a frame under a mask of zeros. */
  void sendFrame(int firstByte, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(firstByte);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    try {
      socket.getOutputStream().write(frame.toByteArray());
    } catch (IOException closedMeanwhile) {
      // The server need not take all of a frame that it refuses.
    }
  }

  void sendText(String text) throws IOException {
    sendFrame(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private record Frame(int opcode, byte[] payload) {}

  private Frame next() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0f;
    int length = in.readUnsignedByte();
    return new Frame(opcode, in.readNBytes(length == 126 ? in.readUnsignedShort() : length));
  }

  /** The text of the next frame that has one. */
  String nextText() throws IOException {
    Frame frame = next();
    while (frame.opcode != TEXT) {
      if (frame.opcode == CLOSE) {
        throw new AssertionError("closed: " + ByteBuffer.wrap(frame.payload).getShort());
      }
      frame = next();
    }
    return new String(frame.payload, StandardCharsets.UTF_8);
  }

  /** Reads up to the close frame and takes the code from it. */
  int closeCode() throws IOException {
    Frame frame = next();
    while (frame.opcode != CLOSE) {
      frame = next();
    }
    return ByteBuffer.wrap(frame.payload).getShort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

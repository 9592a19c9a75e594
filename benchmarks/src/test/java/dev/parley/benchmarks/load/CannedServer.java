package dev.parley.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers every connection's one request with the same bytes, in pieces, and hangs up. */
final class CannedServer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  private final ServerSocket socket;
  private final byte[] answer;
  private final int piece;

  private CannedServer(ServerSocket socket, byte[] answer, int piece) {
    this.socket = socket;
    this.answer = answer;
    this.piece = piece;
  }

  /**
   * Starts it.
   *
   * @param status such as {@code 200 OK}
   * @param piece how many bytes are written at a time
   */
  static CannedServer answering(String status, String body, int piece) throws IOException {
    String head = "HTTP/1.1 " + status + "\r\ncontent-type: text/event-stream\r\n\r\n";
    CannedServer server =
        new CannedServer(
            new ServerSocket(0, 16, InetAddress.getLoopbackAddress()),
            (head + body).getBytes(StandardCharsets.UTF_8),
            piece);
    Thread.ofVirtual().start(server::serve);
    return server;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> answer(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void answer(Socket connection) {
    try (connection) {
      readRequest(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      for (int from = 0; from < answer.length; from += piece) {
        out.write(answer, from, Math.min(piece, answer.length - from));
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    Matcher length = LENGTH.matcher(head);
    if (length.find()) {
      in.skipNBytes(Long.parseLong(length.group(1)));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

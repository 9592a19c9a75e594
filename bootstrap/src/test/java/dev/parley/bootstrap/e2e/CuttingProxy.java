package dev.parley.bootstrap.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a server, and cuts each connection after a while. */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int port;
  private final Random random;
  private final AtomicInteger cuts = new AtomicInteger();

  private CuttingProxy(ServerSocket listener, int port, long seed) {
    this.listener = listener;
    this.port = port;
    this.random = new Random(seed);
  }

  /**
   * Starts a proxy.
   *
   * @param server where it passes on to
   * @param seed of when it cuts
   */
  static CuttingProxy before(URI server, long seed) {
    try {
      CuttingProxy proxy =
          new CuttingProxy(
              new ServerSocket(0, 500, InetAddress.getLoopbackAddress()), server.getPort(), seed);
      Thread unused = Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** How many connections were cut while they were open on both sides. */
  int cuts() {
    return cuts.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Duration life = Duration.ofMillis(random.nextInt(50, 501));
        Thread unused = Thread.ofVirtual().start(() -> serve(client, life));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client, Duration life) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      // Cut as a network cuts: without a word of the end.
      client.setSoLinger(true, 0);
      Thread up = Thread.ofVirtual().start(() -> pass(client, server));
      Thread down = Thread.ofVirtual().start(() -> pass(server, client));
      if (!down.join(life)) {
        cuts.incrementAndGet();
      }
      up.interrupt();
      down.interrupt();
    } catch (IOException unreachable) {
      // The client sees a connection that is cut.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pass(Socket from, Socket to) {
    byte[] buffer = new byte[4_096];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
    } catch (IOException cut) {
      // One side is gone; the other follows.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

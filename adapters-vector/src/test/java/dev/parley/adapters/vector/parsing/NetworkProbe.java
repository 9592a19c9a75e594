package dev.parley.adapters.vector.parsing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Tries the ways to the network that Java has, as a parser would that is up to no good. */
public final class NetworkProbe {
  private NetworkProbe() {}

  @FunctionalInterface
  private interface Attempt {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Prints what came through, then that it is done. The port and the name to try come on standard
   * input.
   */
  public static void main(String[] arguments) throws IOException {
    String[] target =
        new String(System.in.readAllBytes(), StandardCharsets.US_ASCII).split(" ", -1);
    int port = Integer.parseInt(target[0]);
    Network.refuse();
    InetAddress here = InetAddress.getLoopbackAddress();
    String url = "http://127.0.0.1:" + port + "/";
    attempt("socket", () -> new Socket(here, port).close());
    attempt("unconnected socket", () -> new Socket().connect(new InetSocketAddress(here, port)));
    attempt("channel", () -> SocketChannel.open(new InetSocketAddress(here, port)).close());
    attempt("URL", () -> URI.create(url).toURL().openStream().close());
    attempt("ftp", () -> URI.create("ftp://127.0.0.1:" + port + "/a").toURL().openStream().close());
    attempt("server", () -> new ServerSocket(0).close());
    attempt("name", () -> InetAddress.getByName(target[1]));
    attempt(
        "datagram",
        () -> {
          try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[] {1}, 1, here, port));
          }
        });
    attempt(
        "client",
        () -> {
          try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
            client.send(request, HttpResponse.BodyHandlers.discarding());
          }
        });
    System.out.println("done");
  }

  private static void attempt(String name, Attempt attempt) throws IOException {
    try {
      attempt.run();
      System.out.println("came through: " + name);
    } catch (IOException | InterruptedException | RuntimeException | Error refused) {
      // As it should be.
    }
  }
}

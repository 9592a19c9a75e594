package dev.parley.adapters.vector.parsing;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Set;

/**
 * Refuses every way to the network that Java has, for the whole process. No parser asks for one;
 * this is for the day on which one does. Channels are refused by {@link RefusedChannels} and names
 * are not looked up, which the command line that starts the process sees to.
 */
final class Network {
  /** Where Java finds its own classes and resources. */
  private static final Set<String> LOCAL = Set.of("file", "jar", "jrt");

  private Network() {}

  @SuppressWarnings("deprecation") // There is no other way to keep sockets from being made.
  static void refuse() throws IOException {
    URL.setURLStreamHandlerFactory(scheme -> LOCAL.contains(scheme) ? null : new Refused());
    Socket.setSocketImplFactory(
        () -> {
          throw refused();
        });
    ServerSocket.setSocketFactory(
        () -> {
          throw refused();
        });
    DatagramSocket.setDatagramSocketImplFactory(
        () -> {
          throw refused();
        });
  }

  private static IllegalStateException refused() {
    return new IllegalStateException("no network here");
  }

  private static final class Refused extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL address) throws IOException {
      throw new IOException("no network here");
    }
  }
}

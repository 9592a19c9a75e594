package dev.parley.adapters.vector.web;

import dev.parley.domain.knowledge.DocumentError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Set;

/**
 * A socket that connects to some addresses and to no other, whoever tells it to: the last of the
 * checks, and the one that nothing gets around.
 */
final class GuardedSocket extends Socket {
  private final Set<InetAddress> permitted;

  GuardedSocket(Set<InetAddress> permitted) {
    // Neither properties nor environment may put a proxy between.
    super(Proxy.NO_PROXY);
    this.permitted = Set.copyOf(permitted);
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    if (!(endpoint instanceof InetSocketAddress address)
        || address.isUnresolved()
        || !permitted.contains(address.getAddress())) {
      throw new FetchFailure(DocumentError.URL_REFUSED);
    }
    super.connect(endpoint, timeout);
  }
}

package dev.parley.adapters.vector.parsing;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/**
 * Opens no channel to anywhere. Java makes one of these where the property {@code
 * java.nio.channels.spi.SelectorProvider} says so, as it does in a parsing process.
 */
public final class RefusedChannels extends SelectorProvider {

  /** For Java, which finds the class by its name. */
  public RefusedChannels() {}

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    throw refused();
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    throw refused();
  }

  @Override
  public Pipe openPipe() throws IOException {
    throw refused();
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    throw refused();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    throw refused();
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    throw refused();
  }

  private static IOException refused() {
    return new IOException("no network here");
  }
}

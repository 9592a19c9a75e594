package dev.parley.benchmarks.provider;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The provider as a server on the loopback interface. Any model is answered for; see {@link Script}
 * for what its name may ask.
 */
public final class ScriptedServer implements AutoCloseable {
  private static final int LARGEST_REQUEST = 16 << 20;
  private static final int BACKLOG = 4096;

  private final Script script;
  private final Duration firstToken;
  private final ByteBuf models;
  private final Answers answers = new Answers();
  private final EventLoopGroup threads;
  private final Channel channel;

  private ScriptedServer(Options options) throws InterruptedException {
    this.script = options.script();
    this.firstToken = options.firstToken();
    this.models = Answers.shared(Responses.models(options.models()));
    this.threads = new MultiThreadIoEventLoopGroup(options.threads(), NioIoHandler.newFactory());
    try {
      this.channel =
          new ServerBootstrap()
              .group(threads)
              .channel(NioServerSocketChannel.class)
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childHandler(new Connections())
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()))
              .sync()
              .channel();
    } catch (InterruptedException | RuntimeException failed) {
      var unused = threads.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw failed;
    }
  }

  /**
   * How the provider is to be.
   *
   * @param port 0: a free one
   * @param script of models whose name asks for none
   * @param firstToken how long it thinks before it answers
   * @param models what {@code /v1/models} lists
   * @param threads how many serve connections
   */
  public record Options(
      int port, Script script, Duration firstToken, List<String> models, int threads) {
    public Options {
      models = List.copyOf(models);
      if (threads < 1) {
        throw new IllegalArgumentException("threads: " + threads + " (expected: 1 or more)");
      }
    }
  }

  /** Starts it, ready when this returns. */
  public static ScriptedServer start(Options options) throws InterruptedException {
    return new ScriptedServer(options);
  }

  private final class Connections extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel connection) {
      connection
          .pipeline()
          .addLast(
              new HttpRequestDecoder(),
              new HttpResponseEncoder(),
              new HttpObjectAggregator(LARGEST_REQUEST),
              new CallHandler(ScriptedServer.this));
    }
  }

  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  Script script() {
    return script;
  }

  Duration firstToken() {
    return firstToken;
  }

  ByteBuf models() {
    return models;
  }

  Answers answers() {
    return answers;
  }

  /** Closes every connection. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}

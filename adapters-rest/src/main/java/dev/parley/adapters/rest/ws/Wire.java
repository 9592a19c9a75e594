package dev.parley.adapters.rest.ws;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sending half of a socket. It holds what the connection buffers and one frame more, and has
 * whoever sends wait for the peer to take it. Safe for use by many threads.
 */
final class Wire {
  private final Channel channel;
  private final Duration stall;
  private final Duration farewell;
  // Fair, so that no run that is watched starves the others.
  private final ReentrantLock sending = new ReentrantLock(true);
  private final AtomicBoolean closing = new AtomicBoolean();

  /**
   * @param stall how long the peer may take nothing
   * @param farewell how long it may take to answer a close frame
   */
  Wire(Channel channel, Duration stall, Duration farewell) {
    this.channel = channel;
    this.stall = stall;
    this.farewell = farewell;
  }

  /** The connection that a request came on. */
  static Channel channelOf(HttpRequest<?> request) {
    if (request instanceof NettyHttpRequest<?> netty) {
      return netty.getChannelHandlerContext().channel();
    }
    throw new IllegalStateException(request.getClass() + " (expected: a request of Netty's)");
  }

  boolean isOpen() {
    return !closing.get() && channel.isActive();
  }

  /**
   * Sends frames in order, none of anybody else's between them. Returns when the peer has taken so
   * many that there is room for the next; not to be called by the connection's own thread.
   *
   * @return false if the socket is closed, or is closed now since the peer takes nothing
   */
  boolean send(List<String> frames) {
    sending.lock();
    try {
      for (String frame : frames) {
        if (!isOpen()) {
          return false;
        }
        ChannelFuture written = channel.write(new TextWebSocketFrame(frame));
        if (!channel.isWritable()) {
          channel.flush();
          if (!isTaken(written)) {
            return false;
          }
        }
      }
      channel.flush();
      return isOpen();
    } finally {
      sending.unlock();
    }
  }

  private boolean isTaken(ChannelFuture written) {
    CompletableFuture<Boolean> taken = new CompletableFuture<>();
    written.addListener(done -> taken.complete(done.isSuccess()));
    try {
      return taken.get(stall.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      close(CloseCode.UNRESPONSIVE);
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("what is completed with a value never fails", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Asks the peer for a sign of life, unless much is on its way to it already. */
  void ping() {
    if (isOpen() && channel.isWritable()) {
      ChannelFuture unused = channel.writeAndFlush(new PingWebSocketFrame());
    }
  }

  /**
   * Closes the socket unless it is being closed: the peer is told why, and cut off if it lingers.
   */
  void close(CloseCode code) {
    if (closing.compareAndSet(false, true)) {
      ChannelFuture unused =
          channel.writeAndFlush(new CloseWebSocketFrame(code.number(), code.reason()));
      Future<?> cut =
          channel.eventLoop().schedule(this::cutOff, farewell.toNanos(), TimeUnit.NANOSECONDS);
      unused = channel.closeFuture().addListener(gone -> cut.cancel(false));
    }
  }

  private void cutOff() {
    ChannelFuture unused = channel.close();
  }

  /** Answers the peer's close frame, unless it was an answer itself. */
  void peerCloses() {
    if (closing.compareAndSet(false, true)) {
      ChannelFuture unused =
          channel.writeAndFlush(
              new CloseWebSocketFrame(CloseCode.NORMAL.number(), CloseCode.NORMAL.reason()));
    }
  }

  /** Waits until the connection is gone, for a while. */
  void awaitGone(Duration patience) {
    boolean unused =
        channel.closeFuture().awaitUninterruptibly(patience.toNanos(), TimeUnit.NANOSECONDS);
  }
}

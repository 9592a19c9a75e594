package dev.parley.adapters.rest.openai;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Tells when callers leave before their answer has come. */
@Singleton
final class Departures {
  private final ExecutorService executor;

  Departures(@Named(TaskExecutors.BLOCKING) ExecutorService executor) {
    this.executor = executor;
  }

  /** Watches the caller of a request until it is closed. */
  Departure watch(HttpRequest<?> request) {
    return new Departure(
        request instanceof NettyHttpRequest<?> netty
            ? netty.getChannelHandlerContext().channel()
            : null);
  }

  /** What is done when one caller leaves. Safe for use by many threads. */
  final class Departure implements AutoCloseable {
    private final @Nullable Channel channel;
    private final ChannelFutureListener listener = closed -> leave();
    private @Nullable Runnable reaction;
    private boolean gone;

    private Departure(@Nullable Channel channel) {
      this.channel = channel;
      if (channel != null) {
        channel.closeFuture().addListener(listener);
      }
    }

    /** Not on the thread that serves all others: a reaction may block. */
    private void leave() {
      executor.execute(
          () -> {
            synchronized (this) {
              gone = true;
              if (reaction != null) {
                reaction.run();
              }
            }
          });
    }

    /**
     * From here on this is done when the caller leaves, in place of what was to be done before; at
     * once if that has happened.
     *
     * @param newReaction null: nothing
     */
    synchronized void react(@Nullable Runnable newReaction) {
      reaction = newReaction;
      if (gone && newReaction != null) {
        newReaction.run();
      }
    }

    /** Has the calling thread interrupted when the caller leaves. */
    void interruptHere() {
      react(Thread.currentThread()::interrupt);
    }

    /** The calling thread is not interrupted any more; an interrupt that has come is taken back. */
    void interruptNoMore() {
      react(null);
      Thread.interrupted();
    }

    @Override
    public void close() {
      react(null);
      if (channel != null) {
        channel.closeFuture().removeListener(listener);
      }
    }
  }
}

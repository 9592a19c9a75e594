package dev.parley.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Opens streams and reads them as fast as they come, all on one thread: two processors are shared
 * with everything that is measured.
 */
final class LoadClient implements AutoCloseable {
  private static final int CONNECT_MILLIS = 30_000;

  private final EventLoopGroup thread =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  /** What a slow reader's system holds for it, at least where the system heeds that. */
  private static final int SLOW_BUFFER = 4096;

  /** Carries a plan out and returns when all of its streams have ended. */
  Tally run(Target target, Plan plan) throws InterruptedException {
    return begin(target, plan).await();
  }

  /** Begins to carry a plan out. */
  Run begin(Target target, Plan plan) {
    return new Run(target, plan);
  }

  /** One plan at one target. What is private runs on the client's thread. */
  final class Run {
    private final Target target;
    private final Plan plan;
    private final String text;
    private final Tally tally = new Tally();
    private final List<ClientStream> streams = new ArrayList<>();
    private final CompletableFuture<Tally> end = new CompletableFuture<>();
    private final Bootstrap bootstrap;
    private final long begun = System.nanoTime();
    private int ended;

    Run(Target target, Plan plan) {
      this.target = target;
      this.plan = plan;
      this.text = plan.script().text();
      this.bootstrap =
          new Bootstrap()
              .group(thread)
              .channel(NioSocketChannel.class)
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
      if (plan.slow()) {
        bootstrap
            .option(ChannelOption.SO_RCVBUF, SLOW_BUFFER)
            .option(ChannelOption.AUTO_READ, false);
      }
      long spread = plan.ramp().toNanos() / plan.streams();
      for (int i = 0; i < plan.streams(); i++) {
        int number = i;
        var unused = thread.schedule(() -> connect(number), i * spread, TimeUnit.NANOSECONDS);
      }
      var unused = thread.schedule(this::breakOff, plan.patience().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Returns when all streams have ended. */
    Tally await() throws InterruptedException {
      return result(end);
    }

    /** How many streams are open. */
    long open() throws InterruptedException {
      return result(CompletableFuture.supplyAsync(tally::open, thread));
    }

    /** Has slow readers read on as fast as they can. */
    void hurry() {
      thread.execute(() -> streams.forEach(ClientStream::hurry));
    }

    private static <T> T result(CompletableFuture<T> future) throws InterruptedException {
      try {
        return future.get();
      } catch (ExecutionException fault) {
        throw new IllegalStateException("the load client failed", fault.getCause());
      }
    }

    private void connect(int number) {
      if (end.isDone()) {
        return;
      }
      ClientStream stream = new ClientStream(target, plan, text, tally, number, begun, this::ended);
      streams.add(stream);
      bootstrap
          .clone()
          .handler(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                  stream.setUp(channel.config());
                  channel.pipeline().addLast(new HttpClientCodec(), stream);
                }
              })
          .connect(target.address())
          .addListener(
              connected -> {
                if (!connected.isSuccess()) {
                  tally.failed("no connection: " + connected.cause());
                  ended();
                }
              });
    }

    private void ended() {
      ended++;
      if (ended == plan.streams()) {
        finish();
      }
    }

    private void breakOff() {
      if (!end.isDone()) {
        streams.forEach(ClientStream::breakOff);
        finish();
      }
    }

    private void finish() {
      tally.took(Duration.ofNanos(System.nanoTime() - begun));
      end.complete(tally);
    }
  }

  @Override
  public void close() {
    thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}

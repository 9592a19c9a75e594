package dev.parley.adapters.persistence.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.IOUtils;

/**
 * Commands of many threads over one connection: all that were given while the last ones were on
 * their way go out together. So the commands a second do not depend on how soon a waiting thread is
 * given a processor again, as they do where every thread holds a connection meanwhile. Safe for use
 * by many threads, which may be virtual and may be interrupted: an interrupt is kept until the
 * command is done.
 */
public final class RedisPipeline implements AutoCloseable {
  /** How many commands go out together, at most: so no answer waits for many others. */
  private static final int MOST_TOGETHER = 128;

  private final Redis redis;
  private final Supplier<Connection> connect;
  private final BlockingQueue<Asked<?>> queue = new LinkedBlockingQueue<>();
  private final Thread sender;
  private volatile boolean closed;

  /** The sender's alone. */
  private @Nullable Open open;

  RedisPipeline(Redis redis, Supplier<Connection> connect, String name) {
    this.redis = redis;
    this.connect = connect;
    this.sender = Thread.ofPlatform().daemon().name(name).start(this::sendAll);
  }

  private record Open(Connection connection, Pipeline pipeline) {
    Open(Connection connection) {
      this(connection, new Pipeline(connection));
    }
  }

  /** A command that a thread waits for. */
  private record Asked<T>(
      Function<AbstractPipeline, Response<T>> command, CompletableFuture<Response<T>> answer) {
    /** Sends the command and returns what to do once its answer is there. */
    Runnable send(AbstractPipeline pipeline) {
      Response<T> response = command.apply(pipeline);
      return () -> answer.complete(response);
    }
  }

  /**
   * Does something at the server; again where the connection was lost, so it must do no harm twice.
   *
   * @throws RedisUnavailable if it was not done in time, or refused
   */
  public <T> T call(Function<AbstractPipeline, Response<T>> command) {
    return redis.call(client -> ask(command));
  }

  private <T> T ask(Function<AbstractPipeline, Response<T>> command) {
    Asked<T> asked = new Asked<>(command, new CompletableFuture<>());
    queue.add(asked);
    if (closed) {
      failAll();
    }
    try {
      return asked.answer().join().get();
    } catch (CompletionException failed) {
      // A new one, as one fault fails many threads.
      Throwable cause = asked.answer().exceptionNow();
      throw cause instanceof JedisDataException
          ? new JedisDataException(cause.getMessage(), cause)
          : new JedisConnectionException(cause.getMessage(), cause);
    }
  }

  private void sendAll() {
    List<Asked<?>> together = new ArrayList<>(MOST_TOGETHER);
    while (!closed) {
      try {
        together.add(queue.take());
      } catch (InterruptedException e) {
        break;
      }
      queue.drainTo(together, MOST_TOGETHER - 1);
      send(together);
      together.clear();
    }
    disconnect();
    failAll();
  }

  private void send(List<Asked<?>> together) {
    try {
      Open used = connected();
      List<Runnable> answers = new ArrayList<>(together.size());
      together.forEach(asked -> answers.add(asked.send(used.pipeline())));
      used.pipeline().sync();
      answers.forEach(Runnable::run);
    } catch (RuntimeException fault) {
      disconnect();
      together.forEach(asked -> asked.answer().completeExceptionally(fault));
    }
  }

  private Open connected() {
    Open present = open;
    if (present == null) {
      present = new Open(connect.get());
      open = present;
    }
    return present;
  }

  private void disconnect() {
    if (open != null) {
      // The pipeline's own way to close would first wait for answers.
      IOUtils.closeQuietly(open.connection());
      open = null;
    }
  }

  private void failAll() {
    JedisException fault = new JedisException("the connection was closed by this process");
    for (Asked<?> left = queue.poll(); left != null; left = queue.poll()) {
      left.answer().completeExceptionally(fault);
    }
  }

  @Override
  public void close() {
    closed = true;
    sender.interrupt();
  }
}

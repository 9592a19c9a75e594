package dev.parley.adapters.persistence.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.embedded.RedisServer;

/** A Redis server of the tests' own, on a free port of this machine; keeps nothing on disk. */
public final class TestRedis implements AutoCloseable {
  private final int port;
  private RedisServer server;

  private TestRedis(int port) {
    this.port = port;
    this.server = launch(port);
  }

  private static final class Shared {
    private static final TestRedis SERVER = start();
  }

  /** One for all tests that do not stop it; empty when this returns. */
  public static TestRedis emptied() {
    try (UnifiedJedis client = Shared.SERVER.client()) {
      var unused = client.flushAll();
    }
    return Shared.SERVER;
  }

  /** One for a test alone. */
  public static TestRedis start() {
    return new TestRedis(freePort());
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RedisServer launch(int port) {
    try {
      RedisServer server =
          RedisServer.newRedisServer()
              .bind("127.0.0.1")
              .port(port)
              .setting("save \"\"")
              .setting("appendonly no")
              .onShutdownForceStop(true)
              .build();
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("no Redis server could be started", e);
    }
  }

  public URI address() {
    return URI.create("redis://127.0.0.1:" + port);
  }

  /** The server as Parley uses it. */
  public Redis redis(Duration patience) {
    return new Redis(address(), patience);
  }

  /** The server as it is, for looking at it. */
  public UnifiedJedis client() {
    return RedisClient.create(address());
  }

  /** Stops it, with all that it held. */
  public void stop() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again, empty, on the same port. */
  public void restart() {
    server = launch(port);
  }

  @Override
  public void close() {
    stop();
  }
}

package dev.parley.adapters.persistence.redis;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * A Redis server, 6.2 or later. No command waits for longer than it says here. Safe for use by many
 * threads, which may be virtual and may be interrupted: an interrupt is kept until the command is
 * done.
 */
public final class Redis implements AutoCloseable {
  /** How long a blocking command may wait at the server. */
  public static final Duration LONGEST_BLOCK = Duration.ofSeconds(2);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
  private static final int MOST_CONNECTIONS = 64;

  /** What a server says that will soon do what it is told. */
  private static final List<String> PASSING =
      List.of("LOADING", "BUSY", "READONLY", "MASTERDOWN", "TRYAGAIN");

  private final HostAndPort server;
  private final JedisClientConfig config;
  private final RedisClient client;
  private final Duration patience;
  private volatile boolean closed;

  /**
   * Connects when it is first used.
   *
   * @param address {@code redis://} or, encrypted, {@code rediss://}, with credentials and database
   * @param patience how long a command that cannot be sent is tried again
   */
  public Redis(URI address, Duration patience) {
    this.patience = Objects.requireNonNull(patience);
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(MOST_CONNECTIONS);
    pool.setMaxIdle(MOST_CONNECTIONS);
    pool.setMaxWait(ANSWER_TIMEOUT);
    pool.setJmxEnabled(false);
    this.server = JedisURIHelper.getHostAndPort(address);
    this.config = config(address);
    this.client =
        RedisClient.builder().hostAndPort(server).clientConfig(config).poolConfig(pool).build();
  }

  private static DefaultJedisClientConfig config(URI address) {
    String user = JedisURIHelper.getUser(address);
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis((int) CONNECT_TIMEOUT.toMillis())
            .socketTimeoutMillis((int) ANSWER_TIMEOUT.toMillis())
            .blockingSocketTimeoutMillis((int) LONGEST_BLOCK.plus(ANSWER_TIMEOUT).toMillis())
            .user(user == null || user.isEmpty() ? null : user)
            .password(JedisURIHelper.getPassword(address))
            .database(JedisURIHelper.getDBIndex(address))
            .clientName("parley");
    return JedisURIHelper.isRedisSSLScheme(address)
        ? config.sslOptions(SslOptions.defaults()).build()
        : config.build();
  }

  /**
   * Does something at the server; again where the connection was lost, so it must do no harm twice.
   *
   * @throws RedisUnavailable if it was not done in time, or refused
   */
  public <T> T call(Function<UnifiedJedis, T> command) {
    return call(command, patience);
  }

  /**
   * Does something at the server, or fails at once.
   *
   * @throws RedisUnavailable if it was not done
   */
  public <T> T callOnce(Function<UnifiedJedis, T> command) {
    return call(command, Duration.ZERO);
  }

  private <T> T call(Function<UnifiedJedis, T> command, Duration howLong) {
    long deadline = System.nanoTime() + howLong.toNanos();
    long pause = FIRST_PAUSE.toNanos();
    // On a virtual thread it would close the connection in the middle of the command.
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return command.apply(client);
        } catch (JedisException fault) {
          interrupted |= Thread.interrupted();
          if (fault instanceof JedisConnectionException) {
            // The others are as old, and as broken.
            client.getPool().clear();
          }
          if (closed || !mayPass(fault) || System.nanoTime() + pause > deadline) {
            throw new RedisUnavailable("Redis cannot be used: " + fault.getMessage(), fault);
          }
        }
        LockSupport.parkNanos(pause);
        interrupted |= Thread.interrupted();
        pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean mayPass(JedisException fault) {
    String message = String.valueOf(fault.getMessage());
    // What is neither the server's word is the pool's: no connection could be had.
    return !(fault instanceof JedisDataException) || PASSING.stream().anyMatch(message::startsWith);
  }

  /**
   * A connection for commands that many threads give at once; connects when it is first used.
   *
   * @param name of the thread that sends them
   */
  public RedisPipeline pipeline(String name) {
    return new RedisPipeline(this, () -> new Connection(server, config), name);
  }

  /**
   * Makes sure that the server answers.
   *
   * @throws RedisUnavailable if it does not
   */
  public void ping() {
    var unused = call(UnifiedJedis::ping);
  }

  /** Whether the server answers now. */
  public boolean isReachable() {
    try {
      return "PONG".equals(callOnce(UnifiedJedis::ping));
    } catch (RedisUnavailable unreachable) {
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }
}

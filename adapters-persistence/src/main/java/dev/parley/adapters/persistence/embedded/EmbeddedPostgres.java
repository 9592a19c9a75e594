package dev.parley.adapters.persistence.embedded;

import dev.parley.adapters.persistence.embedded.EmbeddedPostgresFailure.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of Parley's own, kept under {@code postgres} in {@code PARLEY_HOME}, for
 * whoever has no database server to point {@code DATABASE_URL} at.
 *
 * <p>It is durable, asks for a password that only the owner of the home can read, and listens on
 * 127.0.0.1 alone, on a port chosen at each start. What an earlier start or a crash left behind is
 * cleared up by the next start. No shutdown hook is registered: whoever starts the server closes
 * it, after everything that uses it. A JVM that dies instead takes the server with it, usually at
 * once and at the latest with the next start.
 *
 * <p>Safe for use by several threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String DATABASE = "parley";
  private static final String NO_SUCH_DATABASE = "3D000";
  private static final String DUPLICATE_DATABASE = "42P04";
  private static final int ATTEMPTS = 3;

  private final HomeLock home;
  private final Postmaster postmaster;
  private final int port;
  private final String password;
  private final AtomicBoolean closing = new AtomicBoolean();

  private EmbeddedPostgres(HomeLock home, Postmaster postmaster, int port, String password) {
    this.home = home;
    this.postmaster = postmaster;
    this.port = port;
    this.password = password;
  }

  /**
   * Starts the database of {@code home}, making or healing it first where needed. Blocks: some
   * seconds the first time, a fraction of one later.
   *
   * @param home a lock that is held, and stays held until after {@link #close}
   * @throws EmbeddedPostgresFailure if the server cannot run here, with the reason and a way out
   * @throws IllegalStateException if the lock was given up, or its database runs already
   */
  public static EmbeddedPostgres start(HomeLock home) {
    return start(home, Durability.DURABLE, ServerUser.candidates());
  }

  static EmbeddedPostgres start(HomeLock home, Durability durability, List<ServerUser> users) {
    home.claimDatabase();
    boolean started = false;
    try {
      EmbeddedPostgres postgres = startClaimed(home, durability, users);
      started = true;
      return postgres;
    } catch (IOException e) {
      throw new EmbeddedPostgresFailure(
          Reason.DATA_UNUSABLE,
          "the embedded PostgreSQL cannot use its files under " + home.home() + ": " + e,
          e);
    } finally {
      if (!started) {
        home.releaseDatabase();
      }
    }
  }

  private static EmbeddedPostgres startClaimed(
      HomeLock home, Durability durability, List<ServerUser> users) throws IOException {
    long begin = System.nanoTime();
    Platform platform = Platform.current();
    Path directory = Directories.createPrivate(home.home().resolve("postgres"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    PostgresBinaries binaries = PostgresBinaries.unpacked(directory, platform);
    DataDirectory data = new DataDirectory(directory);
    data.requireMajorVersion(binaries.majorVersion());
    new Leftovers(data.path()).end();
    ServerUser user = ServerUser.choose(users, directory, binaries);
    data.initialise(binaries, platform, user, durability);
    ServerLog log = ServerLog.in(directory.resolve("log"));
    EmbeddedPostgres postgres = launch(home, binaries, user, data, durability, log);
    LOG.info(
        "Embedded PostgreSQL {} is ready on 127.0.0.1:{} after {} ms, data in {}",
        binaries.version(),
        postgres.port,
        Duration.ofNanos(System.nanoTime() - begin).toMillis(),
        data.path());
    return postgres;
  }

  private static EmbeddedPostgres launch(
      HomeLock home,
      PostgresBinaries binaries,
      ServerUser user,
      DataDirectory data,
      Durability durability,
      ServerLog log)
      throws IOException {
    String password = data.password();
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      Postmaster postmaster = Postmaster.launch(binaries, user, data.path(), port, durability, log);
      EmbeddedPostgres postgres = new EmbeddedPostgres(home, postmaster, port, password);
      boolean usable = false;
      try {
        loadDriver();
        if (postmaster.awaitReady()) {
          postgres.requireDatabase();
          postgres.reportUnexpectedEnd();
          usable = true;
          return postgres;
        }
        if (attempt == ATTEMPTS || !postmaster.mayStartLater()) {
          throw new EmbeddedPostgresFailure(
              Reason.START_FAILED,
              "PostgreSQL ended while starting, at attempt %s; %s"
                  .formatted(attempt, postmaster.report()));
        }
      } finally {
        if (!usable) {
          postmaster.stop();
        }
      }
      // The port was taken meanwhile, or a leftover was itself only just starting.
      new Leftovers(data.path()).end();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    }
  }

  private void requireDatabase() {
    try {
      try {
        connect(DATABASE).close();
      } catch (SQLException e) {
        if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
          throw e;
        }
        createDatabase();
      }
    } catch (SQLException e) {
      throw new EmbeddedPostgresFailure(
          Reason.START_FAILED,
          "PostgreSQL is up on 127.0.0.1:%s but refuses user %s: %s; %s"
              .formatted(port, username(), e.getMessage(), postmaster.report()),
          e);
    }
  }

  private void createDatabase() throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE parley");
    } catch (SQLException e) {
      if (!DUPLICATE_DATABASE.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), username(), password);
  }

  /** Loads the JDBC driver, which takes about as long as the server needs to start beside it. */
  private static void loadDriver() {
    List<Driver> unused = Collections.list(DriverManager.getDrivers());
  }

  private void reportUnexpectedEnd() {
    CompletableFuture<Void> unused =
        postmaster
            .process()
            .onExit()
            .thenAccept(
                process -> {
                  if (!closing.get()) {
                    LOG.error(
                        "Embedded PostgreSQL ended by itself with exit code {}; restart Parley. {}",
                        process.exitValue(),
                        postmaster.report());
                  }
                });
  }

  /** Where to find database {@code parley}, without the credentials. */
  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  /** Where to find another database of this server. */
  String jdbcUrl(String database) {
    // Neither encryption is offered on loopback: not asking for it saves two round trips per
    // connection.
    return "jdbc:postgresql://127.0.0.1:"
        + port
        + "/"
        + database
        + "?sslmode=disable&gssEncMode=disable";
  }

  /** The role that owns everything, a superuser. */
  public String username() {
    return DataDirectory.OWNER;
  }

  public String password() {
    return password;
  }

  /** The TCP port on 127.0.0.1, another one after each start. */
  public int port() {
    return port;
  }

  /** The process of the server. */
  long pid() {
    return postmaster.process().pid();
  }

  /**
   * Stops the server, rolling back what still runs. Blocks until it is gone, half a minute at most;
   * may be called from a shutdown hook, and more than once.
   */
  @Override
  public void close() {
    boolean first = closing.compareAndSet(false, true);
    postmaster.stop();
    if (first) {
      home.releaseDatabase();
    }
  }
}

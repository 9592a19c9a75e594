package dev.parley.adapters.vector.pgvector;

import dev.parley.fixtures.postgres.InstalledPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A PostgreSQL server with pgvector for tests, one for all in a JVM: in a container where Docker
 * answers, or else of what is installed on this machine. Where neither is there, tests that ask for
 * it are skipped, or fail if {@code CI} is {@code true}.
 *
 * @param address as {@code HOST:PORT}
 * @param user a superuser
 */
public record PgVectorServer(String address, String user, String password) {
  private static final String IMAGE = "pgvector/pgvector:0.8.5-pg17";
  private static final int PORT = 5432;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final AtomicInteger CREATED = new AtomicInteger();

  private static final class Shared {
    private static final Optional<PgVectorServer> SERVER = start();
  }

  /** The server; started when it is asked for first. */
  public static PgVectorServer shared() {
    if (Shared.SERVER.isEmpty()) {
      String message =
          "There is no PostgreSQL with pgvector: start Docker, or install the packages postgresql"
              + " and postgresql-NN-pgvector, as .ci/run does.";
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(message);
      }
      Assumptions.abort(message);
    }
    return Shared.SERVER.orElseThrow();
  }

  private static Optional<PgVectorServer> start() {
    if (DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.of(inContainer());
    }
    return InstalledPostgres.programs().map(PgVectorServer::installed);
  }

  /** Testcontainers takes it away after the JVM. */
  @SuppressWarnings("resource")
  private static PgVectorServer inContainer() {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withEnv("POSTGRES_USER", InstalledPostgres.USER)
            .withEnv("POSTGRES_PASSWORD", InstalledPostgres.PASSWORD)
            .withExposedPorts(PORT);
    container.start();
    PgVectorServer server = server(container.getHost() + ":" + container.getMappedPort(PORT));
    server.await();
    return server;
  }

  private static PgVectorServer installed(Path programs) {
    InstalledPostgres process =
        InstalledPostgres.start(programs, "fsync=off", "max_connections=60");
    Runtime.getRuntime().addShutdownHook(new Thread(process::close, "stop-pgvector"));
    return server(process.address());
  }

  private static PgVectorServer server(String address) {
    return new PgVectorServer(address, InstalledPostgres.USER, InstalledPostgres.PASSWORD);
  }

  private void await() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        connect("postgres").close();
        return;
      } catch (SQLException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException(
              "PostgreSQL does not let us in; see the log of the container", e);
        }
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Makes an empty database; returns its name. */
  public String createDatabase() {
    String name = "passages_" + CREATED.incrementAndGet();
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      // Identifiers cannot be bound; this one is made here.
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return name;
  }

  /** Where a database is, without the credentials. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + address + "/" + database;
  }

  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), user, password);
  }
}

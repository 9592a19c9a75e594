package dev.parley.benchmarks.retrieval;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.adapters.persistence.schema.SchemaMigrations;
import dev.parley.adapters.vector.pgvector.PassageSchema;
import dev.parley.adapters.vector.pgvector.PassageSchema.Unusable;
import dev.parley.adapters.vector.pgvector.PassageSchema.Usable;
import dev.parley.benchmarks.process.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server of the PostgreSQL that is installed on this machine, on loopback, with the tables of
 * passages.
 */
final class InstalledPostgres implements AutoCloseable {
  private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
  private static final Path CONTROL = Path.of("extension", "vector.control");
  private static final Path FILES = Path.of("/usr/share/postgresql");
  private static final String USER = "parley";
  private static final String PASSWORD = "measured";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern READY =
      Pattern.compile("(127\\.0\\.0\\.1)\"[\\s\\S]*ready to accept connections");

  private final ChildProcess process;
  private final HikariDataSource pool;
  private final String version;

  private InstalledPostgres(ChildProcess process, HikariDataSource pool, String version) {
    this.process = process;
    this.pool = pool;
    this.version = version;
  }

  /** There is none with pgvector. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    Missing(String message) {
      super(message);
    }
  }

  /**
   * @param folder empty, for everything that the server writes
   */
  static InstalledPostgres start(Path folder) throws IOException, InterruptedException, Missing {
    Path programs = programs();
    Path data = folder.resolve("data");
    Path secret = Files.writeString(folder.resolve("secret"), PASSWORD);
    // PostgreSQL refuses to run as root, who is nobody in a namespace of users.
    List<String> way =
        "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of();
    initialise(way, programs, data, secret);
    int port = freePort();
    List<String> serve = new ArrayList<>(way);
    serve.addAll(
        List.of(
            programs.resolve("postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "shared_buffers=512MB"));
    ChildProcess process =
        ChildProcess.start(
            serve.getFirst(),
            new ChildProcess.Program(
                "PostgreSQL",
                serve.subList(1, serve.size()),
                Map.of(),
                READY,
                folder.resolve("postgres.log"),
                PATIENCE));
    boolean usable = false;
    try {
      InstalledPostgres server = migrated(process, port);
      usable = true;
      return server;
    } finally {
      if (!usable) {
        process.close();
      }
    }
  }

  private static InstalledPostgres migrated(ChildProcess process, int port) throws Missing {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    int unused = SchemaMigrations.migrate(url, USER, PASSWORD);
    String version =
        switch (PassageSchema.offer(url, USER, PASSWORD)) {
          case Usable usable -> usable.version();
          case Unusable unusable -> throw new Missing(unusable.reason());
        };
    unused = PassageSchema.migrate(url, USER, PASSWORD);
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    pool.setUsername(USER);
    pool.setPassword(PASSWORD);
    pool.setMaximumPoolSize(4);
    pool.setConnectionInitSql("SET ROLE parley_app");
    return new InstalledPostgres(process, pool, version);
  }

  private static Path programs() throws IOException, Missing {
    if (Files.isDirectory(PROGRAMS)) {
      try (Stream<Path> versions = Files.list(PROGRAMS)) {
        var newest =
            versions
                .filter(path -> Files.exists(FILES.resolve(path.getFileName()).resolve(CONTROL)))
                .max(Comparator.naturalOrder());
        if (newest.isPresent()) {
          return newest.get().resolve("bin");
        }
      }
    }
    throw new Missing("no PostgreSQL with pgvector is installed; docs/operations.md says how");
  }

  private static void initialise(List<String> way, Path programs, Path data, Path secret)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(way);
    command.addAll(
        List.of(
            programs.resolve("initdb").toString(),
            "--pgdata=" + data,
            "--username=" + USER,
            "--pwfile=" + secret,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8"));
    Path log = data.resolveSibling("initdb.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0) {
      throw new IOException("initdb failed: " + Files.readString(log));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** Connections that act as the runtime role, as a server's do. */
  HikariDataSource pool() {
    return pool;
  }

  /** Of pgvector. */
  String version() {
    return version;
  }

  /** What the server does by itself after a while. */
  void settle() throws SQLException {
    try (Connection connection = DriverManager.getConnection(pool.getJdbcUrl(), USER, PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE) passages, passage_words");
    }
  }

  @Override
  public void close() {
    pool.close();
    process.close();
  }
}

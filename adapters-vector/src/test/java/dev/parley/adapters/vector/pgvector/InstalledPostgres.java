package dev.parley.adapters.vector.pgvector;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server of the PostgreSQL that is installed on this machine with pgvector, in a folder of its
 * own, on a free port of the loopback. It and its folder are gone when it is closed; a JVM that
 * dies instead takes the server with it.
 */
final class InstalledPostgres implements AutoCloseable {
  static final String USER = "parley";
  static final String PASSWORD = "test of passages";

  private static final Path DEBIAN_PROGRAMS = Path.of("/usr/lib/postgresql");
  private static final Path DEBIAN_FILES = Path.of("/usr/share/postgresql");
  private static final int PATIENCE_SECONDS = 60;

  /** Waits for the pipe to close that only this JVM holds. */
  private static final String UNTIL_CLOSED =
      """
      "$@" & server=$!; read -r _; kill -s INT $server; wait $server""";

  /** PostgreSQL refuses to run as root, who becomes nobody: in a namespace, or else in earnest. */
  private static final List<List<String>> WAYS_OF_ROOT =
      List.of(
          List.of("unshare", "-U"),
          List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

  private final Path folder;
  private final Process process;
  private final int port;

  private InstalledPostgres(Path folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  /** The folder of the programs of the newest version that has pgvector. */
  static Optional<Path> programs() {
    if (!Files.isDirectory(DEBIAN_PROGRAMS)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(DEBIAN_PROGRAMS)) {
      return versions
          .filter(version -> version.getFileName().toString().matches("\\d+"))
          .filter(version -> Files.isExecutable(version.resolve("bin/postgres")))
          .filter(version -> Files.exists(extension(version)))
          .max(Comparator.comparingInt(InstalledPostgres::number))
          .map(version -> version.resolve("bin"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int number(Path version) {
    return Integer.parseInt(version.getFileName().toString());
  }

  private static Path extension(Path version) {
    return DEBIAN_FILES.resolve(version.getFileName()).resolve("extension/vector.control");
  }

  static InstalledPostgres start(Path programs, int port) {
    try {
      Path folder = Files.createTempDirectory("parley-passages");
      boolean started = false;
      try {
        InstalledPostgres server = start(programs, port, folder);
        started = true;
        return server;
      } finally {
        if (!started) {
          delete(folder);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InstalledPostgres start(Path programs, int port, Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), PASSWORD);
    Path log = folder.resolve("log");
    Path data = folder.resolve("data");
    List<String> initialise =
        List.of(
            programs.resolve("initdb").toString(),
            "--pgdata=" + data,
            "--username=" + USER,
            "--pwfile=" + secret,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync");
    List<String> way = initialised(initialise, folder, log);
    List<String> serve =
        List.of(
            "/bin/sh",
            "-c",
            UNTIL_CLOSED,
            "sh",
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
            "fsync=off",
            "-c",
            "max_connections=60");
    Process process =
        new ProcessBuilder(join(way, serve))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .start();
    return new InstalledPostgres(folder, process, port);
  }

  /** Makes the files of the database; returns the way in which that could be done. */
  private static List<String> initialised(List<String> initialise, Path folder, Path log)
      throws IOException {
    boolean root = new UnixSystem().getUid() == 0;
    for (List<String> way : root ? WAYS_OF_ROOT : List.of(List.<String>of())) {
      if (way.contains("--clear-groups")) {
        giveToNobody(folder);
      }
      Process process =
          new ProcessBuilder(join(way, initialise))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start();
      if (await(process)) {
        return way;
      }
    }
    throw new IllegalStateException(
        "PostgreSQL makes no database: " + Files.readString(log, StandardCharsets.UTF_8));
  }

  private static void giveToNobody(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setAttribute(file, "unix:uid", 65534);
      }
    }
  }

  private static boolean await(Process process) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<String> join(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** What the server said so far. */
  String log() {
    try {
      return Files.readString(folder.resolve("log"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      boolean unused = await(process);
      delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

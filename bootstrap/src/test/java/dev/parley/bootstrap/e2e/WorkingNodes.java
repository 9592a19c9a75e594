package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node that serves requests and two that work on documents, on one database. */
final class WorkingNodes implements AutoCloseable {
  static final Duration LEASE = Duration.ofSeconds(3);
  static final int MAY_WAIT = 6;

  private final SharedDatabase database = SharedDatabase.start();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Home apiHome = Home.create();
  private final List<Home> homes = List.of(Home.create(), Home.create());
  private final ServerProcess[] workers = new ServerProcess[2];

  /** Every worker that was ever begun, so that a test that fails leaves none behind. */
  private final Queue<CompletableFuture<ServerProcess>> begun = new ConcurrentLinkedQueue<>();

  private final ServerProcess api;

  private WorkingNodes() {
    List<CompletableFuture<ServerProcess>> starting =
        homes.stream().map(this::startWorker).toList();
    api = ServerProcess.start(apiHome, settings("api"));
    for (int i = 0; i < workers.length; i++) {
      workers[i] = starting.get(i).join();
    }
  }

  static WorkingNodes start() {
    return new WorkingNodes();
  }

  private CompletableFuture<ServerProcess> startWorker(Home home) {
    CompletableFuture<ServerProcess> starting =
        CompletableFuture.supplyAsync(() -> ServerProcess.start(home, settings("worker")), threads);
    begun.add(starting);
    return starting;
  }

  private Map<String, String> settings(String role) {
    Map<String, String> settings = new HashMap<>();
    settings.put("DATABASE_URL", database.url());
    settings.put("PARLEY_ROLE", role);
    settings.put("PARLEY_ADMIN_KEY", ServerProcess.ADMIN_KEY);
    settings.put("PARLEY_JOB_LEASE_SECONDS", Long.toString(LEASE.toSeconds()));
    settings.put("PARLEY_INGESTION_QUEUE_PER_TENANT", Integer.toString(MAY_WAIT));
    settings.put("PARLEY_INGESTION_THREADS", "1");
    settings.put("MODEL_DEFAULT", "offline");
    return settings;
  }

  SharedDatabase database() {
    return database;
  }

  ServerProcess api() {
    return api;
  }

  List<ServerProcess> workers() {
    return Stream.of(workers).toList();
  }

  /** The worker that goes by this name in the table of jobs. */
  ServerProcess worker(String name) {
    return workers().stream().filter(each -> nameOf(each).equals(name)).findFirst().orElseThrow();
  }

  private static String nameOf(ServerProcess worker) {
    try {
      return Files.readString(worker.home().path().resolve("node")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills a worker, and begins to start it anew, which takes longer than its lease. */
  CompletableFuture<ServerProcess> kill(ServerProcess worker) {
    worker.kill9();
    return startWorker(worker.home());
  }

  /** Waits for a worker that takes the place of the killed one. */
  void replace(ServerProcess killed, CompletableFuture<ServerProcess> starting) {
    for (int i = 0; i < workers.length; i++) {
      if (workers[i] == killed) {
        workers[i] = starting.join();
      }
    }
  }

  /** Has a process stand still. */
  static void freeze(ServerProcess server) {
    signal("STOP", server);
  }

  /** Has it go on. */
  static void thaw(ServerProcess server) {
    signal("CONT", server);
  }

  private static void signal(String name, ServerProcess server) {
    String pid = Long.toString(server.program().process().pid());
    try {
      assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Stream<ServerProcess> ifStarted(
      @Nullable ServerProcess server, @Nullable Throwable fault) {
    return Stream.ofNullable(server);
  }

  @Override
  public void close() {
    Stream.concat(begun.stream(), Stream.of(CompletableFuture.completedFuture(api)))
        .flatMap(starting -> starting.handle(WorkingNodes::ifStarted).join())
        .map(server -> CompletableFuture.runAsync(server::close, threads))
        .toList()
        .forEach(CompletableFuture::join);
    threads.close();
    database.close();
    apiHome.close();
    homes.forEach(Home::close);
  }
}

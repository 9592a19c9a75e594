package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Answers watched through connections that are cut all the time, resumed on the other of two nodes
 * each time, one of which is killed on the way: nobody misses an event or gets one twice.
 *
 * <p>With {@code -Dparley.cut.generations=200} it is a measurement, whose figures it prints.
 */
@Timeout(value = 9, unit = TimeUnit.MINUTES)
class CutConnectionsTest {
  private static final int GENERATIONS = Integer.getInteger("parley.cut.generations", 20);
  private static final int TOKENS = 100;
  private static final String MODEL = "steady";
  private static final long SEED = 20_261_120L;

  /** Opened when every answer has begun. */
  private final CountDownLatch allBegun = new CountDownLatch(1);

  private void speak(ScriptedProvider.Call call) throws IOException, InterruptedException {
    for (int i = 1; i <= TOKENS; i++) {
      call.say("token" + i + " ");
      allBegun.await();
      Thread.sleep(40);
    }
    call.finish(10, TOKENS);
  }

  private static final String WHOLE =
      IntStream.rangeClosed(1, TOKENS)
          .mapToObj(i -> "token" + i + " ")
          .collect(Collectors.joining());

  /** What one watcher saw, and how often it had to come back. */
  private record Watched(String run, List<ServerEvent> events, int connections) {}

  @Test
  void nobodyMissesAnEventOrGetsOneTwice() throws Exception {
    try (Cluster cluster = Cluster.start(provider -> provider.add(MODEL, this::speak), true);
        CuttingProxy first = CuttingProxy.before(cluster.node(Cluster.FIRST).url(), SEED);
        CuttingProxy second = CuttingProxy.before(cluster.node(Cluster.SECOND).url(), SEED + 1);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Workspace workspace = Workspace.create(cluster.node(Cluster.FIRST).administrator(), "cut");
      String key = workspace.admin().key();
      List<ApiClient> nodes =
          List.of(
              cluster.node(Cluster.FIRST).client(key), cluster.node(Cluster.SECOND).client(key));
      List<ApiClient> cut =
          List.of(new ApiClient(first.url(), key), new ApiClient(second.url(), key));
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < GENERATIONS; i++) {
        runs.add(begin(nodes.get(i % 2)));
      }
      List<Future<Watched>> watchers = new ArrayList<>();
      for (int i = 0; i < GENERATIONS; i++) {
        String run = runs.get(i);
        int begin = i;
        watchers.add(threads.submit(() -> watch(cut, run, begin)));
      }
      allBegun.countDown();
      Thread.sleep(1_000);
      cluster.node(Cluster.FIRST).kill9();

      List<Watched> watched = new ArrayList<>();
      for (Future<Watched> watcher : watchers) {
        watched.add(watcher.get());
      }

      ApiClient survivor = nodes.get(Cluster.SECOND);
      List<Long> replays = new ArrayList<>();
      for (int i = 0; i < GENERATIONS; i++) {
        long began = System.nanoTime();
        List<ServerEvent> journal = replay(survivor, runs.get(i));
        replays.add(System.nanoTime() - began);
        verify(survivor, watched.get(i), journal, i % 2 == Cluster.SECOND);
      }
      int connections = watched.stream().mapToInt(Watched::connections).sum();
      assertThat(first.cuts() + second.cuts()).isGreaterThan(2 * GENERATIONS);
      assertThat(connections).isGreaterThan(3 * GENERATIONS);
      report(replays, connections, first.cuts() + second.cuts());
    }
  }

  /** Asks on a connection of its own, which is left as soon as the run is known. */
  private static String begin(ApiClient client) {
    try (EventStream stream =
        client.stream("/v1/chat", Map.of("message", "Count", "model", MODEL, "stream", true))) {
      return stream.await("run.started").run();
    }
  }

  private static Watched watch(List<ApiClient> nodes, String run, int begin)
      throws InterruptedException {
    List<ServerEvent> events = new ArrayList<>();
    int connections = 0;
    while (events.isEmpty() || !events.getLast().isTerminal()) {
      ApiClient node = nodes.get((begin + connections++) % 2);
      Map<String, String> position =
          events.isEmpty() ? Map.of() : Map.of("Last-Event-ID", events.getLast().id());
      try (EventStream stream = node.follow("/v1/runs/" + run + "/events", position)) {
        for (Optional<ServerEvent> event = stream.next();
            event.isPresent();
            event = stream.next()) {
          events.add(event.get());
        }
      } catch (UncheckedIOException cut) {
        // Before the first byte, or the node is dead.
        Thread.sleep(10);
      }
    }
    return new Watched(run, events, connections);
  }

  private static List<ServerEvent> replay(ApiClient client, String run) {
    try (EventStream stream = client.follow("/v1/runs/" + run + "/events", Map.of())) {
      return stream.toEnd();
    }
  }

  private static void verify(
      ApiClient client, Watched watched, List<ServerEvent> journal, boolean survived) {
    assertThat(watched.events()).as(watched.run()).isEqualTo(journal);
    assertThat(journal)
        .extracting(ServerEvent::seq)
        .isEqualTo(LongStream.rangeClosed(1, journal.size()).boxed().toList());
    assertThat(journal).filteredOn(ServerEvent::isTerminal).hasSize(1);
    assertThat(journal.getLast().type()).isEqualTo(survived ? "message.completed" : "run.failed");
    String text = EventStream.textOf(journal);
    if (survived) {
      assertThat(text).isEqualTo(WHOLE);
    } else {
      assertThat(WHOLE).startsWith(text);
    }
    Json run = client.get("/v1/runs/" + watched.run()).expect(200).json();
    Json conversation =
        client.get("/v1/conversations/" + run.text("session_id")).expect(200).json();
    assertThat(conversation.list("messages").get(1).text("content")).isEqualTo(text);
  }

  private static void report(List<Long> replays, int connections, int cuts) {
    List<Long> sorted = replays.stream().sorted().toList();
    System.out.printf(
        "%d generations of %d tokens: %d connections, %d cut; replay p50 %d ms, p99 %d ms%n",
        GENERATIONS,
        TOKENS,
        connections,
        cuts,
        millis(sorted.get(sorted.size() / 2)),
        millis(sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100))));
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }
}

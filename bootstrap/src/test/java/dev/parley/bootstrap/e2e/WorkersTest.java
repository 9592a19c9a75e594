package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bootstrap.e2e.StageTrap.Stage;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Workers that are killed, and workers that stand still and wake up, at every stage of an
 * ingestion: what they leave is what an undisturbed one leaves. And what else there is to nodes of
 * different roles.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class WorkersTest {
  private static final int PAGES = 30;

  /** What starting over may take beyond the lease, on a machine with something else to do. */
  private static final Duration SLACK = Duration.ofSeconds(4);

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final byte[] BOOK = Pdfs.book(PAGES);

  private static WorkingNodes nodes;
  private static Workspace workspace;
  private static String calm;
  private static List<String> undisturbed;

  @BeforeAll
  static void ingestUndisturbed() {
    nodes = WorkingNodes.start();
    workspace = Workspace.create(nodes.api().administrator(), "workers");
    calm = workspace.createDataset("Undisturbed");
    String document = workspace.upload(calm, "book.pdf", BOOK);
    Json indexed = workspace.awaitIndexed(calm, document);
    undisturbed = Ingested.chunks(workspace, calm, document);
    assertThat(undisturbed).hasSize(indexed.number("chunks")).doesNotHaveDuplicates();
    awaitFound(calm);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  /**
   * The node that is asked has an index of its own, and soon finds what it finds in the undisturbed
   * ingestion. Both are asked at the same time: how much a word counts depends on all that the
   * tenant has.
   */
  private static void awaitFound(String dataset) {
    long began = System.nanoTime();
    Await.condition(
        "found on another node",
        () -> !found(dataset).isEmpty() && found(dataset).equals(found(calm)));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
  }

  private static List<String> found(String dataset) {
    return Stream.of("semantic", "keyword", "hybrid")
        .flatMap(
            mode -> Ingested.found(workspace, dataset, mode).stream().map((mode + " ")::concat))
        .toList();
  }

  /** Neighbours are found as one passage, from the start of the first to the end of the last. */
  private static boolean isOfWholeChunks(String place) {
    int dash = place.indexOf('-');
    String start = place.substring(place.indexOf(' ') + 1, dash + 1);
    String end = place.substring(dash);
    return undisturbed.stream().anyMatch(chunk -> chunk.startsWith(start))
        && undisturbed.stream()
            .anyMatch(chunk -> chunk.substring(0, chunk.indexOf(' ')).endsWith(end));
  }

  private static int attempts(String dataset, String document) {
    return workspace.document(dataset, document).number("attempts");
  }

  private static void awaitTakenOver(String dataset, String document, long struck) {
    Await.condition("taken over by another worker", () -> attempts(dataset, document) > 1);
    assertThat(Duration.ofNanos(System.nanoTime() - struck))
        .isLessThan(WorkingNodes.LEASE.plus(SLACK));
  }

  private static void assertAsIfUndisturbed(String dataset, String document) {
    Json indexed = workspace.awaitIndexed(dataset, document);
    assertThat(indexed.number("pages")).isEqualTo(PAGES);
    assertThat(indexed.number("chunks")).isEqualTo(undisturbed.size());
    assertThat(Ingested.chunks(workspace, dataset, document)).isEqualTo(undisturbed);
    awaitFound(dataset);
    assertThat(found(dataset)).doesNotHaveDuplicates().allMatch(WorkersTest::isOfWholeChunks);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void aWorkerThatIsKilledIsReplaced(Stage stage) throws SQLException {
    String dataset = workspace.createDataset("Killed at " + stage);
    String document = workspace.upload(dataset, "book.pdf", BOOK);
    ServerProcess victim;
    CompletableFuture<ServerProcess> starting;
    long struck;
    try (StageTrap trap = StageTrap.at(stage, nodes.database(), document)) {
      victim = nodes.worker(trap.worker(document));
      struck = System.nanoTime();
      starting = nodes.kill(victim);
    }

    awaitTakenOver(dataset, document, struck);
    assertAsIfUndisturbed(dataset, document);
    nodes.replace(victim, starting);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void aWorkerThatStoodStillChangesNothingWhenItWakes(Stage stage) throws SQLException {
    String dataset = workspace.createDataset("Frozen at " + stage);
    String document = workspace.upload(dataset, "book.pdf", BOOK);
    ServerProcess victim;
    long struck;
    try (StageTrap trap = StageTrap.at(stage, nodes.database(), document)) {
      victim = nodes.worker(trap.worker(document));
      struck = System.nanoTime();
      WorkingNodes.freeze(victim);
    }
    String path = Workspace.documents(dataset) + "/" + document;
    String before;
    String chunksBefore;
    try {
      awaitTakenOver(dataset, document, struck);
      assertAsIfUndisturbed(dataset, document);
      before = workspace.admin().get(path).expect(200).body();
      chunksBefore = workspace.admin().get(path + "/chunks?page_size=100").expect(200).body();
    } finally {
      WorkingNodes.thaw(victim);
    }

    Await.condition("the sleeper noticed", () -> said(victim, document));
    assertThat(workspace.admin().get(path).expect(200).body()).isEqualTo(before);
    assertThat(workspace.admin().get(path + "/chunks?page_size=100").expect(200).body())
        .as("with the ids that the chunks had")
        .isEqualTo(chunksBefore);
  }

  private static boolean said(ServerProcess worker, String document) {
    return (worker.program().out() + worker.program().err())
        .lines()
        .anyMatch(line -> line.contains(document) && line.contains("taken over by another"));
  }

  @Test
  void aWorkerServesItsHealthAlone() {
    ServerProcess worker = nodes.workers().getFirst();
    ApiClient asked = worker.client(workspace.admin().key());

    assertThat(asked.get("/v1/health").expect(200).json().text("status")).isEqualTo("UP");
    asked.get("/v1/health/ready").expect(200);
    for (String path : List.of("/v1/models", "/v1/admin/datasets", "/", "/openapi.yml")) {
      asked.get(path).expect(404);
    }
    asked.post("/v1/chat", Map.of("message", "hello")).expect(404);
    Json jobs =
        nodes
            .api()
            .client(workspace.admin().key())
            .get("/v1/health")
            .expect(200)
            .json()
            .get("components")
            .get("jobs");
    assertThat(jobs.text("status")).isEqualTo("DISABLED");
  }

  @Test
  void anotherNodeTellsHowAWorkerComesOn() {
    String dataset = workspace.createDataset("Watched");
    StringBuilder text = new StringBuilder();
    for (int crate = 1; crate <= 400; crate++) {
      text.append(
          "Crate %d waits on quay %d, and its seal was counted.\n\n".formatted(crate, crate));
    }
    String document =
        workspace.upload(dataset, "crates.txt", text.toString().getBytes(StandardCharsets.UTF_8));

    List<ServerEvent> events;
    try (EventStream stream =
        workspace
            .admin()
            .follow(Workspace.documents(dataset) + "/" + document + "/events", Map.of())) {
      events = stream.toEnd();
    }

    assertThat(events.getLast().type()).isEqualTo("document.indexed");
    int total = events.getLast().json().number("chunks");
    assertThat(events.subList(0, events.size() - 1))
        .allMatch(event -> event.type().equals("document.progress"))
        .anyMatch(event -> event.data().contains("\"chunks_total\":" + total));
  }

  @Test
  void refusesDocumentsWhileTooManyWaitAndTakesThemLater() {
    String dataset = workspace.createDataset("Flood");
    List<String> accepted = new ArrayList<>();
    nodes.workers().forEach(WorkingNodes::freeze);
    try {
      for (int i = 0; i < WorkingNodes.MAY_WAIT; i++) {
        accepted.add(workspace.upload(dataset, i + ".txt", text(i)));
      }
      Answer refused =
          workspace.admin().upload(Workspace.documents(dataset), "more.txt", text(99)).expect(503);
      assertThat(refused.json().text("code")).isEqualTo("overloaded");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
      workspace
          .admin()
          .post(Workspace.documents(dataset), Map.of("url", "https://example.org/"))
          .expect(503);
      assertThat(
              workspace
                  .admin()
                  .get(Workspace.documents(dataset))
                  .expect(200)
                  .json()
                  .number("total"))
          .isEqualTo(WorkingNodes.MAY_WAIT);
      cancelOneAndRetryIt(accepted.getFirst(), dataset);
    } finally {
      nodes.workers().forEach(WorkingNodes::thaw);
    }
    accepted.forEach(
        document -> {
          Json unused = workspace.awaitIndexed(dataset, document);
        });
    String later = workspace.ingest(dataset, "more.txt", "Crate 99 waits on the quay.");
    assertThat(later).isNotBlank();
  }

  private static byte[] text(int number) {
    return ("Crate " + number + " waits on the quay.").getBytes(StandardCharsets.UTF_8);
  }

  private static void cancelOneAndRetryIt(String job, String dataset) {
    String path = "/v1/admin/jobs/" + job;
    assertThat(workspace.admin().get(path).expect(200).json().text("status")).isEqualTo("queued");

    Json cancelled = workspace.admin().post(path + "/cancel", Map.of()).expect(200).json();

    assertThat(cancelled.text("status")).isEqualTo("cancelled");
    assertThat(cancelled.get("error").text("code")).isEqualTo("cancelled");
    assertThat(workspace.document(dataset, job).text("status")).isEqualTo("failed");
    workspace.admin().post(path + "/cancel", Map.of()).expect(409);
    assertThat(
            workspace
                .admin()
                .get("/v1/admin/jobs?status=cancelled")
                .expect(200)
                .json()
                .list("jobs"))
        .extracting(one -> one.text("id"))
        .containsExactly(job);
    Json again = workspace.admin().post(path + "/retry", Map.of()).expect(202).json();
    assertThat(again.text("status")).isEqualTo("queued");
  }
}

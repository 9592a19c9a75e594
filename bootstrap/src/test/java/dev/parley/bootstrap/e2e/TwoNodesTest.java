package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes on one database and one Redis: either serves any run, and outlives the other. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class TwoNodesTest {
  private static final String ENDLESS = "endless";

  /** A node's lease, and what the others may need to notice that it has run out. */
  private static final Duration LEASE_AND_TWO = Duration.ofSeconds(12);

  private static final String SESSION = "Mcp-Session-Id";

  private static final Map<String, Object> INITIALIZE =
      Map.of(
          "protocolVersion",
          "2025-06-18",
          "capabilities",
          Map.of(),
          "clientInfo",
          Map.of("name", "test", "version", "1"));

  private static Cluster cluster;
  private static Workspace workspace;

  @BeforeAll
  static void startNodes() {
    cluster = Cluster.start(provider -> provider.add(ENDLESS, TwoNodesTest::speakOn), true);
    workspace = Workspace.create(cluster.node(Cluster.FIRST).administrator(), "cluster");
  }

  @AfterAll
  static void stopNodes() {
    cluster.close();
  }

  /** Speaks until nobody listens. */
  private static void speakOn(ScriptedProvider.Call call) throws IOException, InterruptedException {
    for (int i = 1; i < 10_000; i++) {
      call.say("piece " + i + ", ");
      Thread.sleep(20);
    }
  }

  private static ApiClient on(int node) {
    return cluster.node(node).client(workspace.admin().key());
  }

  private static EventStream ask(ApiClient client) {
    return client.stream(
        "/v1/chat", Map.of("message", "Count the pieces", "model", ENDLESS, "stream", true));
  }

  private static String events(String run) {
    return "/v1/runs/" + run + "/events";
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static void assertWhole(List<ServerEvent> events, String terminal) {
    assertThat(events)
        .extracting(ServerEvent::seq)
        .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
    assertThat(events).filteredOn(ServerEvent::isTerminal).hasSize(1);
    assertThat(events.getLast().type()).isEqualTo(terminal);
  }

  private static void assertStoredAndUsable(
      ApiClient client, List<ServerEvent> events, String status) {
    String run = events.getFirst().run();
    Json stored = client.get("/v1/runs/" + run).expect(200).json();
    assertThat(stored.text("status")).isEqualTo(status);
    assertThat(stored.number("last_seq")).isEqualTo(events.size());
    String session = stored.text("session_id");
    Json conversation = client.get("/v1/conversations/" + session).expect(200).json();
    assertThat(conversation.list("messages").get(1).text("content"))
        .isEqualTo(EventStream.textOf(events));
    client
        .post("/v1/chat", Map.of("session_id", session, "message", "Go on", "model", "offline"))
        .expect(200);
  }

  @Test
  void aRunIsWatchedAndCancelledOnAnyNode() {
    ApiClient here = on(Cluster.FIRST);
    ApiClient there = on(Cluster.SECOND);
    try (EventStream first = ask(here)) {
      first.awaitText("piece 3,");
      String run = first.seen().getFirst().run();
      try (EventStream second = there.follow(events(run), Map.of())) {
        second.awaitText("piece 10,");
        long began = System.nanoTime();

        there.post("/v1/runs/" + run + "/cancel", Map.of()).expect(200);

        List<ServerEvent> seen = second.toEnd();
        assertThat(since(began)).isLessThan(Duration.ofSeconds(1));
        assertWhole(seen, "run.cancelled");
        assertThat(first.toEnd()).isEqualTo(seen);
        assertStoredAndUsable(there, seen, "cancelled");
      }
    }
  }

  @Test
  void aRunWhoseNodeIsKilledIsEndedByTheOther() {
    ApiClient there = on(Cluster.SECOND);
    try (EventStream first = ask(on(Cluster.FIRST))) {
      first.awaitText("piece 3,");
      String run = first.seen().getFirst().run();
      try (EventStream second = there.follow(events(run), Map.of())) {
        second.awaitText("piece 20,");
        long began = System.nanoTime();

        cluster.node(Cluster.FIRST).kill9();

        List<ServerEvent> seen = second.toEnd();
        assertThat(since(began)).isLessThan(LEASE_AND_TWO);
        assertWhole(seen, "run.failed");
        assertThat(seen.getLast().json().text("code")).isEqualTo("interrupted");
        assertThat(seen.getLast().json().get("retryable").value()).isEqualTo(true);
        assertThat(seen).startsWith(first.toEnd().toArray(ServerEvent[]::new));
        try (EventStream replay = there.follow(events(run), Map.of())) {
          assertThat(replay.toEnd()).isEqualTo(seen);
        }
        assertStoredAndUsable(there, seen, "failed");
        retryIsOneCall(there);
      }
    }
  }

  private static void retryIsOneCall(ApiClient client) {
    Json failed;
    try (EventStream stream = ask(client)) {
      stream.awaitText("piece 1,");
      String run = stream.seen().getFirst().run();
      client.post("/v1/runs/" + run + "/cancel", Map.of()).expect(200);
      assertWhole(stream.toEnd(), "run.cancelled");
      failed = client.get("/v1/runs/" + run).expect(200).json();
    }

    Json again =
        client
            .post("/v1/runs/" + failed.text("id") + "/retry", Map.of("model", "offline"))
            .expect(202)
            .json();

    try (EventStream stream = client.follow(events(again.text("id")), Map.of())) {
      assertWhole(stream.toEnd(), "message.completed");
    }
    assertThat(again.text("session_id")).isEqualTo(failed.text("session_id"));
  }

  /** A node that only stood still must not add to what the other has ended meanwhile. */
  @Test
  void aNodeThatWasTakenForDeadAddsNothing() throws Exception {
    ApiClient there = on(Cluster.SECOND);
    try (EventStream first = ask(on(Cluster.FIRST))) {
      first.awaitText("piece 3,");
      String run = first.seen().getFirst().run();
      List<ServerEvent> ended;
      long pid = cluster.node(Cluster.FIRST).program().process().pid();
      signal("STOP", pid);
      try (EventStream second = there.follow(events(run), Map.of())) {
        ended = second.toEnd();
        assertWhole(ended, "run.failed");
      } finally {
        signal("CONT", pid);
      }

      assertThat(first.toEnd()).isEqualTo(ended);

      try (EventStream replay = there.follow(events(run), Map.of())) {
        assertThat(replay.toEnd()).isEqualTo(ended);
      }
      assertStoredAndUsable(on(Cluster.FIRST), ended, "failed");
    }
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void aCallOfMcpIsComeBackToAndTakenBackOnAnyNode() {
    workspace
        .admin()
        .post("/v1/admin/bots", Map.of("slug", "counter", "name", "Counter", "model", ENDLESS))
        .expect(201);
    ApiClient here = on(Cluster.FIRST);
    ApiClient there = on(Cluster.SECOND);
    String session =
        here.post("/mcp", message(0, "initialize", INITIALIZE)).expect(200).header(SESSION);
    Map<String, String> inSession = Map.of(SESSION, session);
    Map<String, Object> ask =
        Map.of(
            "name",
            "ask_counter",
            "arguments",
            Map.of("question", "Count the pieces"),
            "_meta",
            Map.of("progressToken", "t"));
    try (EventStream first = here.stream("/mcp", message(7, "tools/call", ask), inSession)) {
      ServerEvent told = first.await("message");
      Map<String, String> behind = Map.of(SESSION, session, "Last-Event-ID", told.id());
      try (EventStream second = there.follow("/mcp", behind)) {
        assertThat(second.await("message").json().text("method"))
            .isEqualTo("notifications/progress");

        there
            .post(
                "/mcp",
                Map.of(
                    "jsonrpc",
                    "2.0",
                    "method",
                    "notifications/cancelled",
                    "params",
                    Map.of("requestId", 7)),
                inSession)
            .expect(202);

        assertThat(first.toEnd()).noneMatch(event -> event.data().contains("\"result\""));
        assertThat(second.toEnd()).noneMatch(event -> event.data().contains("\"result\""));
      }
      String run = told.id().substring(0, told.id().indexOf(':'));
      assertThat(there.get("/v1/runs/" + run).expect(200).json().text("status"))
          .isEqualTo("cancelled");
    }
    there.delete("/mcp", inSession).expect(204);
    here.post("/mcp", message(8, "ping", Map.of()), inSession).expect(404);
  }

  private static Map<String, Object> message(int id, String method, Map<String, Object> params) {
    return Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", params);
  }

  @Test
  void saysThatRedisIsThere() {
    for (int node : new int[] {Cluster.FIRST, Cluster.SECOND}) {
      Json health = on(node).get("/v1/health").expect(200).json();
      assertThat(health.get("components").get("redis").text("status")).isEqualTo("UP");
    }
  }
}

package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes on one database, without Redis: what one is asked to stop, the other stops. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class DatabaseAloneTest {
  private static final String ENDLESS = "endless";

  private static void speakOn(ScriptedProvider.Call call) throws IOException, InterruptedException {
    for (int i = 1; i < 10_000; i++) {
      call.say("piece " + i + ", ");
      Thread.sleep(20);
    }
  }

  @Test
  void aRunIsCancelledOnAnyNode() {
    try (Cluster cluster =
        Cluster.start(provider -> provider.add(ENDLESS, DatabaseAloneTest::speakOn), false)) {
      Workspace workspace =
          Workspace.create(cluster.node(Cluster.FIRST).administrator(), "database");
      String key = workspace.admin().key();
      ApiClient here = cluster.node(Cluster.FIRST).client(key);
      ApiClient there = cluster.node(Cluster.SECOND).client(key);
      assertThat(
              there
                  .get("/v1/health")
                  .expect(200)
                  .json()
                  .get("components")
                  .get("redis")
                  .text("status"))
          .isEqualTo("DISABLED");
      try (EventStream stream =
          here.stream("/v1/chat", Map.of("message", "Count", "model", ENDLESS, "stream", true))) {
        stream.awaitText("piece 3,");
        String run = stream.seen().getFirst().run();
        long began = System.nanoTime();

        there.post("/v1/runs/" + run + "/cancel", Map.of()).expect(200);

        List<ServerEvent> seen = stream.toEnd();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(seen.getLast().type()).isEqualTo("run.cancelled");
        assertThat(there.get("/v1/runs/" + run).expect(200).json().text("status"))
            .isEqualTo("cancelled");
      }
    }
  }
}

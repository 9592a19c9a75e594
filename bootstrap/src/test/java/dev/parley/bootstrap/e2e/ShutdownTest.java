package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server is asked to stop while it is answering. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ShutdownTest {
  private static final String SLOW = "slow";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void answersEndBeforeTheServerDoes() {
    try (Home home = Home.create();
        ScriptedProvider provider = ScriptedProvider.start()) {
      String unused =
          provider.add(
              SLOW,
              call -> {
                call.say("First ");
                call.pause();
                call.say("and last.");
                call.finish(10, 3);
              });
      Map<String, String> settings = new HashMap<>(provider.settings());
      settings.put("OPENAI_MODELS", SLOW);
      settings.put("PARLEY_ADMIN_KEY", ServerProcess.ADMIN_KEY);
      settings.put("PARLEY_DEMO", "false");
      settings.put("PARLEY_DRAIN_SECONDS", "60");
      try (ServerProcess server = ServerProcess.start(home, settings)) {
        letsAnAnswerEnd(server, provider);
      }
      settings.put("PARLEY_DRAIN_SECONDS", "1");
      try (ServerProcess server = ServerProcess.start(home, settings)) {
        cutsOffWhatTakesTooLong(server, provider);
      }
    }
  }

  private static Map<String, Object> ask(String message) {
    return Map.of("message", message, "model", SLOW, "stream", true);
  }

  private static void letsAnAnswerEnd(ServerProcess server, ScriptedProvider provider) {
    ApiClient client = server.administrator();
    Map<String, Object> question = ask("Will you finish?");
    try (EventStream stream = client.stream("/v1/chat", question)) {
      stream.awaitText("First ");
      secondServerOnTheSameHomeGivesWay(server);

      server.terminate();
      Map<String, Object> late = Map.of("message", "Too late?", "model", "offline");
      Await.condition(
          "a refusal of new messages", () -> client.post("/v1/chat", late).status() == 503);
      Answer refused = client.post("/v1/chat", late).expect(503);
      assertThat(refused.header("retry-after")).matches("\\d+");
      assertThat(refused.json().text("code")).isNotBlank();
      assertThat(client.get("/v1/health/ready").status()).isEqualTo(503);
      assertThat(client.get("/v1/health/live").status()).isEqualTo(200);
      assertThat(server.program().process().isAlive()).isTrue();

      provider.calls(SLOW).forEach(ScriptedProvider.Call::resume);
      List<ServerEvent> events = stream.toEnd();
      assertThat(EventStream.textOf(events)).isEqualTo("First and last.");
      assertThat(events.getLast().type()).isEqualTo("message.completed");
    }
    assertThat(server.program().awaitExit(PATIENCE)).isIn(0, 143);
    assertThat(server.home().postmasters()).isEmpty();
    assertThat(server.program().err()).doesNotContain("Exception", "ERROR");
  }

  private static void secondServerOnTheSameHomeGivesWay(ServerProcess server) {
    try (Program second = ServerProcess.launch(server.home(), Map.of())) {
      assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
      assertThat(second.out()).isEmpty();
      assertThat(second.err().strip().lines().toList())
          .singleElement()
          .asString()
          .startsWith("parley: ")
          .contains("PARLEY_HOME", server.home().path().toString(), "in use");
    }
    assertThat(server.administrator().get("/v1/health/ready").status()).isEqualTo(200);
    assertThat(server.home().postmasters()).hasSize(1);
  }

  private static void cutsOffWhatTakesTooLong(ServerProcess server, ScriptedProvider provider) {
    ApiClient client = server.administrator();
    Map<String, Object> question = ask("Will you finish this time?");
    try (EventStream stream = client.stream("/v1/chat", question)) {
      stream.awaitText("First ");
      server.terminate();
      List<ServerEvent> events = stream.toEnd();
      assertThat(events.getLast().type()).as(events.toString()).isEqualTo("run.failed");
      assertThat(events.getLast().json().text("code")).isEqualTo("interrupted");
      assertThat(EventStream.textOf(events)).isEqualTo("First ");
    }
    assertThat(server.program().awaitExit(PATIENCE)).isIn(0, 143);
    assertThat(server.home().postmasters()).isEmpty();
    provider.calls(SLOW).forEach(ScriptedProvider.Call::resume);
  }
}

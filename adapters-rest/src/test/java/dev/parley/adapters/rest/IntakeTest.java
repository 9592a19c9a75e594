package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.adapters.rest.intake.Intake;
import dev.parley.application.conversation.ActiveRuns;
import dev.parley.domain.tenant.Role;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IntakeTest {
  private final RestServer server = RestServer.start();
  private final RestClient client =
      RestClient.with(server, server.key(server.tenant().id(), Role.TENANT_ADMIN));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void refusesNewWorkAndLetsOldWorkBeWatchedToItsEnd() throws Exception {
    try (Events events =
        new Events(
            client.call("POST", "/v1/chat").json("{\"message\":\"wait\",\"stream\":true}").stream()
                .body())) {
      String run = events.next("run.started").run();
      events.next("message.delta");

      server.context().getBean(Intake.class).close();

      Answer refused = client.post("/v1/chat", "{\"message\":\"hi\"}");
      assertProblem(refused, 503, "overloaded");
      assertThat(refused.header("Retry-After")).matches("[1-9]\\d*");
      assertProblem(client.delete("/v1/conversations/" + run), 503, "overloaded");
      assertThat(client.get("/v1/health/ready").status()).isEqualTo(503);
      assertThat(client.get("/v1/health/live").status()).isEqualTo(200);
      assertThat(client.get("/v1/runs/" + run).string("status")).isEqualTo("running");

      server.context().getBean(ActiveRuns.class).drain(Duration.ofMillis(50));

      assertThat(events.rest().getLast().data()).contains("\"code\":\"interrupted\"");
    }
  }

  @Test
  void letsARunBeCancelledStill() throws Exception {
    try (Events events =
        new Events(
            client.call("POST", "/v1/chat").json("{\"message\":\"wait\",\"stream\":true}").stream()
                .body())) {
      String run = events.next("run.started").run();
      events.next("message.delta");
      server.context().getBean(Intake.class).close();

      assertThat(client.post("/v1/runs/" + run + "/cancel", "").status()).isEqualTo(200);

      assertThat(events.rest().getLast().type()).isEqualTo("run.cancelled");
    }
  }
}

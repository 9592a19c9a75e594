package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.adapters.rest.health.HealthProbe;
import dev.parley.adapters.rest.health.HealthProbe.Health;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HealthTest {
  private final RestServer server = RestServer.start();
  private final SwitchedProbe database =
      (SwitchedProbe) server.context().getBean(HealthProbe.class);
  private final RestClient client = RestClient.stranger(server);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void isUpWhenAllThatIsNeededIs() throws Exception {
    assertThat(client.get("/v1/health").text())
        .isEqualTo("{\"status\":\"UP\",\"components\":{\"database\":{\"status\":\"UP\"}}}");
    assertThat(client.get("/v1/health/live").text()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(client.get("/v1/health/ready").status()).isEqualTo(200);
  }

  @Test
  void isAliveAndNotReadyWhileSomethingNeededIsDown() throws Exception {
    database.find(Health.down("no connection"));

    Answer ready = client.get("/v1/health/ready");

    assertThat(ready.status()).isEqualTo(503);
    assertThat(ready.string("status")).isEqualTo("DOWN");
    assertThat(ready.string("components.database.detail")).isEqualTo("no connection");
    assertThat(client.get("/v1/health").status()).isEqualTo(200);
    assertThat(client.get("/v1/health").string("status")).isEqualTo("DOWN");
    assertThat(client.get("/v1/health/live").string("status")).isEqualTo("UP");
  }

  @Test
  void takesAFaultOfAProbeForItsPartBeingDown() throws Exception {
    database.fail();

    Answer ready = client.get("/v1/health/ready");

    assertThat(ready.status()).isEqualTo(503);
    assertThat(ready.text()).doesNotContain("planned");
  }
}

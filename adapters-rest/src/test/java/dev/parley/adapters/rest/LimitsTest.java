package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private final RestServer server = RestServer.start();
  private final Tenant tenant = server.tenant();
  private final RestClient client =
      RestClient.with(server, server.key(tenant.id(), Role.TENANT_ADMIN));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void saysHowMuchIsLeftOnSuccess() throws Exception {
    Answer answer = client.post("/v1/chat", "{\"message\":\"hi\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("RateLimit-Policy"))
        .isEqualTo("\"requests\";q=6000;w=60, \"tokens\";q=100000000;w=60");
    assertThat(answer.header("RateLimit"))
        .matches("\"requests\";r=\\d+;t=1, \"tokens\";r=\\d+;t=\\d");
    Answer created = client.post("/v1/conversations", "{\"first_message\":\"hi\"}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("RateLimit")).startsWith("\"requests\"");
    Answer added =
        client.post(
            "/v1/conversations/" + created.string("id") + "/messages", "{\"message\":\"hi\"}");
    assertThat(added.status()).isEqualTo(201);
    assertThat(added.header("RateLimit")).startsWith("\"requests\"");
  }

  @Test
  void refusesABotWithoutBudget() throws Exception {
    Answer bot =
        client.post("/v1/admin/bots", "{\"slug\":\"poor\",\"name\":\"Poor\",\"daily_budget\":0}");
    assertThat(bot.status()).isEqualTo(201);
    assertThat(bot.number("daily_budget")).isZero();

    Answer refused = client.post("/v1/chat", "{\"message\":\"hi\",\"bot_id\":\"poor\"}");

    assertProblem(refused, 402, "budget_exhausted");
    assertThat(refused.header("RateLimit")).startsWith("\"requests\"");
    Answer freed = client.patch("/v1/admin/bots/" + bot.string("id"), "{\"daily_budget\":-1}");
    assertThat(freed.at("daily_budget").isNull()).isTrue();
    assertThat(client.post("/v1/chat", "{\"message\":\"hi\",\"bot_id\":\"poor\"}").status())
        .isEqualTo(200);
  }
}

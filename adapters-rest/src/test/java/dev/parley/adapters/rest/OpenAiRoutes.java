package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.conversation.InMemoryUsageLedger;
import dev.parley.application.conversation.UsageLedger;
import dev.parley.application.model.ModelGateway.Failure;
import dev.parley.application.model.ModelGateway.Reply;
import dev.parley.application.model.ModelGateway.Said;
import dev.parley.application.model.ModelGateway.Used;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** OpenAI's API over fakes, and what its tests have in common. */
abstract class OpenAiRoutes {
  static final String CHAT = "/v1/chat/completions";
  static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

  final RestServer server = RestServer.start();
  final Tenant tenant = server.tenant();
  final RestClient client = RestClient.with(server, server.key(tenant.id(), Role.TENANT_ADMIN));

  @AfterEach
  void close() {
    server.close();
  }

  Answer forwarded(String members) throws Exception {
    return client.post(CHAT, "{\"model\":\"forwarded\"," + members + "}");
  }

  void plan(String json) {
    server
        .gateway()
        .next(new Reply.Whole(json.getBytes(StandardCharsets.UTF_8), new Used(9, 4, 3, true)));
  }

  void plan(Code code, @Nullable Said said, @Nullable Duration retryAfter) {
    server
        .gateway()
        .next(new Reply.Failed(new Failure(new RunFailure(code, "planned"), said, retryAfter)));
  }

  static void assertError(
      Answer answer, int status, String type, @Nullable String code, @Nullable String param) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.header("x-request-id")).isNotEmpty();
    assertThat(answer.string("error.type")).isEqualTo(type);
    assertThat(answer.string("error.message")).isNotBlank();
    assertThat(answer.text())
        .startsWith("{\"error\":{\"message\":")
        .contains(code == null ? "\"code\":null" : "\"code\":\"" + code + "\"")
        .contains(param == null ? "\"param\":null" : "\"param\":\"" + param + "\"");
  }

  List<UsageLedger.Call> booked() throws InterruptedException {
    InMemoryUsageLedger ledger = (InMemoryUsageLedger) server.stores().usageLedger();
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (ledger.calls(tenant.id()).isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    return ledger.calls(tenant.id());
  }

  /** The data of each event but the last, which must be the end. */
  static List<Answer> chunks(Answer answer) {
    List<Answer> chunks = new ArrayList<>();
    String[] frames = answer.text().split("\n\n", -1);
    assertThat(frames[frames.length - 2]).isEqualTo("data: [DONE]");
    assertThat(frames[frames.length - 1]).isEmpty();
    for (int i = 0; i < frames.length - 2; i++) {
      if (frames[i].startsWith(":")) {
        // A comment, which every reader of events passes over.
        continue;
      }
      assertThat(frames[i]).startsWith("data: {");
      byte[] json = frames[i].substring(6).getBytes(StandardCharsets.UTF_8);
      chunks.add(new Answer(200, answer.headers(), json));
    }
    return chunks;
  }

  static String content(List<Answer> chunks) {
    StringBuilder content = new StringBuilder();
    for (Answer chunk : chunks) {
      if (chunk.text().contains("\"delta\":{\"content\":")) {
        content.append(chunk.string("choices.0.delta.content"));
      }
    }
    return content.toString();
  }
}

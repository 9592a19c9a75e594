package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.Events.Event;
import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Long answers: told of while they are made, taken back, and come back to. */
final class McpStreamTest {
  private final RestServer server = RestServer.shared();
  private Knowledge knowledge;
  private McpClient client;

  @BeforeEach
  void open() throws Exception {
    knowledge = Knowledge.in(server);
    client = McpClient.open(knowledge.admin());
  }

  private static String ask(String id, String question) {
    return McpClient.watchedCall(
        id, "ask_helper", "{\"question\":\"" + question + "\"}", "\"p-" + id + "\"");
  }

  private static String text(JsonNode node, String... path) {
    return at(node, path).getStringValue();
  }

  private static JsonNode at(JsonNode node, String... path) {
    JsonNode found = node;
    for (String step : path) {
      JsonNode next = found.get(step);
      if (next == null) {
        throw new AssertionError("no " + step + " in " + node);
      }
      found = next;
    }
    return found;
  }

  @Test
  void tellsOfProgressAndThenAnswers() throws Exception {
    List<Event> events;
    try (Events stream = client.stream(ask("41", "grease"))) {
      events = stream.rest();
    }

    Event answer = events.getLast();
    List<Event> progress = events.subList(0, events.size() - 1);
    assertThat(progress).isNotEmpty();
    assertThat(progress)
        .allSatisfy(
            event -> {
              assertThat(text(event.json(), "method")).isEqualTo("notifications/progress");
              assertThat(text(event.json(), "params", "progressToken")).isEqualTo("p-41");
              assertThat(text(event.json(), "params", "message")).isNotBlank();
              assertThat(event.json().get("id")).isNull();
              assertThat(event.id()).isNotEmpty();
            });
    assertThat(progress)
        .extracting(event -> at(event.json(), "params", "progress").getDoubleValue())
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(at(answer.json(), "id").getIntValue()).isEqualTo(41);
    assertThat(text(answer.json(), "result", "structuredContent", "output"))
        .isEqualTo("Pumps need grease [1].");
  }

  @Test
  void tellsOfNothingButTheAnswerWhereNobodyAskedForMore() throws Exception {
    try (Events stream =
        client.stream(McpClient.call("1", "ask_helper", "{\"question\":\"long\"}"))) {
      assertThat(stream.rest())
          .singleElement()
          .satisfies(event -> assertThat(event.data()).contains("\"result\""));
    }
  }

  @Test
  void tellsOfLimitsBesideTheStream() throws Exception {
    var response =
        client
            .message(McpClient.call("1", "ask_helper", "{\"question\":\"hi\"}"))
            .header("Accept", McpClient.BOTH)
            .stream();
    try (InputStream body = response.body()) {
      assertThat(response.headers().firstValue("RateLimit").orElse("")).startsWith("\"requests\"");
      assertThat(response.headers().firstValue("X-Accel-Buffering")).contains("no");
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).contains("\"result\"");
    }
  }

  @Test
  void answersRefusalsAtOnceAndNotAsAStream() throws Exception {
    Answer answer =
        client
            .message(McpClient.call("1", "ask_helper", "{\"question\":\" \"}"))
            .header("Accept", McpClient.BOTH)
            .send();

    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.at("result.isError").getBooleanValue()).isTrue();
  }

  @Test
  void primesClientsThatKnowWhatThatIs() throws Exception {
    String call = McpClient.call("7", "ask_helper", "{\"question\":\"grease\"}");
    String primed =
        knowledge
            .admin()
            .call("POST", "/mcp")
            .json(call)
            .header("MCP-Protocol-Version", "2025-11-25")
            .header("Accept", McpClient.BOTH)
            .send()
            .text();
    String plain = client.message(call).header("Accept", McpClient.BOTH).send().text();

    assertThat(primed).matches("(?s)id: \\S+:0:\\S+\ndata: \n\n.*event: message\ndata: .*");
    // Heartbeats go by the clock.
    assertThat(plain.replace(": hb\n\n", ""))
        .startsWith("event: message\ndata: ")
        .doesNotContain("\nid: ");
  }

  @Test
  void cancelsARunWhoseCallIsTakenBackAndDoesNotAnswerIt() throws Exception {
    try (Events stream = client.stream(ask("5", "wait"))) {
      Event told = stream.next("message");

      assertThat(client.send(McpClient.cancelled("5")).status()).isEqualTo(202);

      assertThat(stream.rest()).noneMatch(event -> event.data().contains("\"result\""));
      assertThat(statusOf(told)).isEqualTo("cancelled");
      assertProblem(client.resume(told.id()).send(), 405, "method_not_allowed");
    }
  }

  private String statusOf(Event told) throws Exception {
    return knowledge.admin().get("/v1/runs/" + told.run()).string("status");
  }

  @Test
  void letsNobodyElseTakeACallBack() throws Exception {
    McpClient colleague =
        McpClient.open(
            RestClient.with(server, server.key(knowledge.tenant().id(), Role.TENANT_ADMIN)));
    McpClient stranger = McpClient.open(Knowledge.in(server).admin());
    McpClient otherSession = McpClient.open(knowledge.admin());
    McpClient noSession = McpClient.in(knowledge.admin(), null);
    try (Events stream = client.stream(ask("5", "wait"))) {
      Event told = stream.next("message");
      for (McpClient other : List.of(colleague, stranger, otherSession, noSession)) {
        assertThat(other.send(McpClient.cancelled("5")).status()).isEqualTo(202);
      }
      assertThat(client.send(McpClient.cancelled("\"5\"")).status()).isEqualTo(202);
      assertThat(statusOf(told)).isEqualTo("running");

      server.model().release();

      assertThat(stream.rest().getLast().data()).contains("\"isError\":false");
    }
  }

  @Test
  void saysSoWhereARunWasCancelledByOtherMeans() throws Exception {
    try (Events stream = client.stream(ask("6", "wait"))) {
      Event told = stream.next("message");

      assertThat(knowledge.admin().post("/v1/runs/" + told.run() + "/cancel", "").status())
          .isEqualTo(200);

      assertThat(stream.rest().getLast().data())
          .contains("\"isError\":true", "\"code\":\"cancelled\"", told.run());
    }
  }

  @Test
  void finishesForAClientThatLeftAndComesBack() throws Exception {
    Event told;
    try (Events stream =
        client.stream(
            McpClient.watchedCall("\"left\"", "ask_helper", "{\"question\":\"wait\"}", "1"))) {
      told = stream.next("message");
    }
    assertThat(statusOf(told)).isEqualTo("running");

    var response = client.resume(told.id()).stream();
    assertThat(response.statusCode()).isEqualTo(200);
    try (Events stream = new Events(response.body())) {
      server.model().release();
      JsonNode answer = stream.rest().getLast().json();
      assertThat(text(answer, "id")).isEqualTo("left");
      assertThat(text(answer, "result", "structuredContent", "output"))
          .isEqualTo("Pumps need grease [1].");
    }
    try (Events again = new Events(client.resume(told.id()).stream().body())) {
      assertThat(again.rest().getLast().data()).contains("Pumps need grease [1].");
    }
  }

  @Test
  void tellsTheSameAnswerWhenItIsComeBackTo() throws Exception {
    List<Event> events;
    try (Events stream = client.stream(ask("8", "look grease"))) {
      events = stream.rest();
    }
    String told = events.getFirst().id();
    try (Events again = new Events(client.resume(told).stream().body())) {
      List<Event> rest = again.rest();
      assertThat(rest.getLast().json()).isEqualTo(events.getLast().json());
      assertThat(rest).noneMatch(event -> event.id().equals(told));
    }
  }

  @Test
  void letsNobodyElseComeBackToAStream() throws Exception {
    Event told;
    try (Events stream = client.stream(ask("9", "grease"))) {
      told = stream.next("message");
    }
    McpClient colleague =
        McpClient.open(
            RestClient.with(server, server.key(knowledge.tenant().id(), Role.TENANT_ADMIN)));
    McpClient stranger = McpClient.open(Knowledge.in(server).admin());

    for (McpClient other : List.of(colleague, stranger)) {
      assertProblem(other.resume(told.id()).send(), 405, "method_not_allowed");
    }
    for (String id : List.of("x", told.id() + "!", told.run() + ":0:", told.run() + ":0:e30")) {
      assertProblem(client.resume(id).send(), 405, "method_not_allowed");
    }
  }

  @Test
  void waitsForClientsThatTakeNoStreams() throws Exception {
    CompletableFuture<HttpResponse<byte[]>> waiting =
        client
            .message(McpClient.call("3", "ask_helper", "{\"question\":\"wait\"}"))
            .header("Accept", "application/json")
            .sendAsync();
    server.model().release();

    byte[] body = waiting.get(10, TimeUnit.SECONDS).body();
    JsonNode answer = JsonMapper.createDefault().readValue(body, Argument.of(JsonNode.class));
    assertThat(text(answer, "result", "structuredContent", "output"))
        .isEqualTo("Pumps need grease [1].");
  }

  @Test
  void tellsAStoredAnswerWhereTheJournalIsGone() throws Exception {
    try (RestServer own = RestServer.start()) {
      McpClient here = McpClient.open(Knowledge.in(own).admin());
      Event told;
      try (Events stream = here.stream(ask("1", "grease"))) {
        told = stream.next("message");
        assertThat(stream.rest()).isNotEmpty();
      }
      own.journal().away(true);

      try (Events again = new Events(here.resume(told.id()).stream().body())) {
        assertThat(again.rest().getLast().data()).contains("Pumps need grease [1].");
      }
    }
  }
}

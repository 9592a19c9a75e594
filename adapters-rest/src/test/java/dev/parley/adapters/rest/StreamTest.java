package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.Events.Event;
import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamTest {
  private final RestServer server = RestServer.shared();
  private final RestClient client =
      RestClient.with(server, server.key(server.tenant().id(), Role.CHAT));

  private HttpResponse<InputStream> ask(String message) throws Exception {
    return client
        .call("POST", "/v1/chat")
        .json("{\"message\":\"" + message + "\",\"stream\":true}")
        .stream();
  }

  private List<Event> eventsOf(String run, String query) throws Exception {
    try (Events events =
        new Events(client.call("GET", "/v1/runs/" + run + "/events" + query).stream().body())) {
      return events.rest();
    }
  }

  @Test
  void sendsEachEventOnceInOrderUpToTheTerminalOne() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    HttpResponse<InputStream> response =
        knowledge
            .admin()
            .call("POST", "/v1/chat")
            .json("{\"message\":\"grease\",\"bot_id\":\"helper\",\"stream\":true}")
            .stream();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(response.headers().firstValue("X-Accel-Buffering")).contains("no");
    try (Events stream = new Events(response.body())) {
      List<Event> events = stream.rest();
      assertThat(events)
          .extracting(Event::type)
          .containsExactly(
              "run.started",
              "retrieval",
              "message.delta",
              "message.delta",
              "message.delta",
              "citation",
              "message.delta",
              "usage",
              "message.completed");
      assertThat(events)
          .extracting(Event::seq)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
      assertThat(events).extracting(Event::run).containsOnly(events.getFirst().string("run_id"));
      assertThat(
              events.stream()
                  .filter(event -> event.type().equals("message.delta"))
                  .map(event -> event.string("text"))
                  .reduce("", String::concat))
          .isEqualTo("Pumps need grease [1].");
    }
  }

  @Test
  void tellsOfEachCallOfATool() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    knowledge.admin().patch("/v1/admin/bots/" + knowledge.bot(), "{\"plugins\":[\"look\"]}");
    HttpResponse<InputStream> response =
        knowledge
            .admin()
            .call("POST", "/v1/chat")
            .json("{\"message\":\"look grease\",\"bot_id\":\"helper\",\"stream\":true}")
            .stream();

    try (Events stream = new Events(response.body())) {
      List<Event> events = stream.rest();
      assertThat(events)
          .extracting(Event::type)
          .containsSubsequence(
              "retrieval", "tool.call", "tool.result", "message.delta", "message.completed");
      Event call = events.stream().filter(e -> e.type().equals("tool.call")).findFirst().get();
      Event result = events.stream().filter(e -> e.type().equals("tool.result")).findFirst().get();
      assertThat(call.string("id")).isEqualTo("call_1").isEqualTo(result.string("id"));
      assertThat(call.string("name")).isEqualTo("look");
      assertThat(call.string("arguments")).isEqualTo("{\"to\":\"pumps\"}");
      assertThat(result.string("summary")).isEqualTo("what look says");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "text/event-stream | {\"message\":\"hi\"} | true",
        "text/event-stream | {\"message\":\"hi\",\"stream\":false} | true",
        "application/json | {\"message\":\"hi\",\"stream\":true} | true",
        "*/* | {\"message\":\"hi\",\"stream\":true} | true",
        "*/* | {\"message\":\"hi\"} | false",
        "application/json, text/event-stream | {\"message\":\"hi\"} | false",
        "application/json | {\"message\":\"hi\",\"stream\":false} | false",
      })
  void streamsWhereTheBodyOrTheAcceptHeaderSaysSo(String accept, String body, boolean streamed)
      throws Exception {
    Answer answer = client.call("POST", "/v1/chat").header("Accept", accept).json(body).send();

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type"))
        .isEqualTo(streamed ? "text/event-stream" : "application/json");
  }

  @Test
  void answersARefusalAsAProblemAndNotAsAStream() throws Exception {
    Answer answer =
        client
            .call("POST", "/v1/chat")
            .header("Accept", "text/event-stream")
            .json("{\"message\":\" \",\"stream\":true}")
            .send();

    assertProblem(answer, 422, "empty_message");
  }

  @Test
  void replaysByteForByte() throws Exception {
    String first;
    try (InputStream body = ask("long story").body()) {
      first = withoutHeartbeats(new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
    int id = first.indexOf("id: ") + 4;
    String run = first.substring(id, first.indexOf(':', id));

    String replay = client.get("/v1/runs/" + run + "/events").text();

    assertThat(withoutHeartbeats(replay)).isEqualTo(first);
    assertThat(replay).endsWith("\n\n").contains("event: message.completed\n");
  }

  private static String withoutHeartbeats(String stream) {
    return stream.replace(": hb\n\n", "");
  }

  @Test
  void resumesAfterASeqOrAfterTheLastEventReceived() throws Exception {
    List<Event> all;
    try (Events events = new Events(ask("hi").body())) {
      all = events.rest();
    }
    String run = all.getFirst().run();
    List<Event> fromThird = all.subList(2, all.size());

    assertThat(eventsOf(run, "?after=2")).isEqualTo(fromThird);
    assertThat(eventsOf(run, "?after=0")).isEqualTo(all);
    assertThat(eventsOf(run, "?after=" + all.size())).isEmpty();
    assertThat(eventsOf(run, "?after=" + (all.size() + 100))).isEmpty();
    try (Events events =
        new Events(
            client
                .call("GET", "/v1/runs/" + run + "/events")
                .header("Last-Event-ID", run + ":2")
                .stream()
                .body())) {
      assertThat(events.rest()).isEqualTo(fromThird);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "?after=-1, '', after",
    "?after=abc, '', after",
    "'', nonsense, Last-Event-ID",
    "'', other:3, Last-Event-ID",
  })
  void refusesPositionsThatAreNone(String query, String lastEventId, String field)
      throws Exception {
    String run = client.post("/v1/chat", "{\"message\":\"hi\"}").string("run_id");
    RestClient.Call call = client.call("GET", "/v1/runs/" + run + "/events" + query);
    if (!lastEventId.isEmpty()) {
      call.header("Last-Event-ID", lastEventId);
    }

    Answer answer = call.send();

    assertProblem(answer, 422, "invalid_request");
    assertThat(answer.string("details.0.field")).isEqualTo(field);
  }

  @Test
  void letsSeveralWatchersFollowARunThatIsGoingOn() throws Exception {
    try (Events first = new Events(ask("wait").body())) {
      String run = first.next("run.started").run();
      first.next("message.delta");
      try (Events second =
          new Events(client.call("GET", "/v1/runs/" + run + "/events").stream().body())) {
        second.next("message.delta");
        assertThat(client.get("/v1/runs/" + run).string("status")).isEqualTo("running");

        server.model().release();

        assertThat(first.rest()).isEqualTo(second.rest()).hasSizeGreaterThan(2);
      }
    }
  }

  @Test
  void finishesTheAnswerWhenItsWatcherLeaves() throws Exception {
    String run;
    try (Events events = new Events(ask("wait").body())) {
      run = events.next("run.started").run();
      events.next("message.delta");
    }

    server.model().release();

    assertThat(eventsOf(run, "").getLast().type()).isEqualTo("message.completed");
    Answer finished = client.get("/v1/runs/" + run);
    assertThat(finished.string("status")).isEqualTo("completed");
    assertThat(finished.number("usage.total_tokens")).isEqualTo(16);
    assertThat(finished.number("last_seq")).isEqualTo(eventsOf(run, "").size());
    assertThat(finished.string("finished_at")).endsWith("Z");
    assertThat(finished.json().get("error")).isNull();
  }

  @Test
  void saysHowManyEventsARunHasThatGoesOn() throws Exception {
    try (Events events = new Events(ask("wait").body())) {
      String run = events.next("run.started").run();
      long written = events.next("message.delta").seq();

      Answer now = client.get("/v1/runs/" + run);
      assertThat(now.string("status")).isEqualTo("running");
      assertThat(now.number("last_seq")).isEqualTo(written);

      server.journal().away(true);
      try {
        assertThat(client.get("/v1/runs/" + run).number("last_seq")).isZero();
      } finally {
        server.journal().away(false);
      }
      server.model().release();
      assertThat(events.rest().getLast().type()).isEqualTo("message.completed");
    }
  }

  @Test
  void stopsARunOnRequestAndKeepsWhatItWrote() throws Exception {
    try (Events events = new Events(ask("wait").body())) {
      Event started = events.next("run.started");
      events.next("message.delta");

      Answer cancelled = client.post("/v1/runs/" + started.run() + "/cancel", "");

      assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(200);
      assertThat(events.rest().getLast().type()).isEqualTo("run.cancelled");
      assertThat(client.get("/v1/runs/" + started.run()).string("status")).isEqualTo("cancelled");
      Answer conversation = client.get("/v1/conversations/" + started.string("session_id"));
      assertThat(conversation.string("messages.1.content")).isEqualTo("Pumps need ");
      Answer again = client.post("/v1/runs/" + started.run() + "/cancel", "");
      assertThat(again.string("status")).isEqualTo("cancelled");
    }
  }

  @Test
  void endsAFailedRunWithItsReason() throws Exception {
    try (Events events = new Events(ask("fail provider_timeout").body())) {
      Event last = events.rest().getLast();

      assertThat(last.type()).isEqualTo("run.failed");
      assertThat(last.data())
          .isEqualTo(
              "{\"code\":\"provider_timeout\",\"detail\":\"planned: PROVIDER_TIMEOUT\","
                  + "\"retryable\":true}");
      Answer run = client.get("/v1/runs/" + last.run());
      assertThat(run.string("status")).isEqualTo("failed");
      assertThat(run.string("error.code")).isEqualTo("provider_timeout");
    }
  }

  @Test
  void isNotCompressedWhateverTheClientTakes() throws Exception {
    HttpResponse<InputStream> response =
        client
            .call("POST", "/v1/chat")
            .header("Accept-Encoding", "gzip")
            .json("{\"message\":\"long story\",\"stream\":true}")
            .stream();

    try (Events events = new Events(response.body())) {
      assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
      assertThat(events.rest()).hasSizeGreaterThan(2_000);
    }
  }
}

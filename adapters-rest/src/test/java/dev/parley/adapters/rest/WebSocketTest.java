package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.Events.Event;
import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.adapters.rest.SocketClient.Frame;
import dev.parley.domain.tenant.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WebSocketTest {
  private final RestServer server = RestServer.shared();
  private final String key = server.key(server.tenant().id(), Role.CHAT);
  private final RestClient client = RestClient.with(server, key);

  private static String ask(String message) {
    return "{\"type\":\"chat.send\",\"message\":\"" + message + "\"}";
  }

  /** Asks, and names the run that answers. */
  private static String begin(SocketClient socket, String message) throws Exception {
    socket.send(ask(message));
    return socket.next("ack").string("run_id");
  }

  private List<Event> streamed(String run) throws Exception {
    try (Events events =
        new Events(client.call("GET", "/v1/runs/" + run + "/events").stream().body())) {
      return events.rest();
    }
  }

  @Test
  void sendsTheEventsThatAStreamSends() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    String admin = server.key(knowledge.tenant().id(), Role.TENANT_ADMIN);
    try (SocketClient socket = SocketClient.with(server, admin)) {
      socket.send(
          "{\"type\":\"chat.send\",\"ref\":\"q1\",\"message\":\"grease\",\"bot_id\":\"helper\"}");
      Frame ack = socket.next();
      List<Frame> frames = socket.through("message.completed");

      assertThat(ack.type()).isEqualTo("ack");
      assertThat(ack.string("of")).isEqualTo("chat.send");
      assertThat(ack.string("ref")).isEqualTo("q1");
      String run = ack.string("run_id");
      assertThat(frames.getFirst().type()).isEqualTo("run.started");
      assertThat(frames.getFirst().string("session_id")).isEqualTo(ack.string("session_id"));
      assertThat(frames.getFirst().string("message_id")).isEqualTo(ack.string("message_id"));
      assertThat(frames)
          .extracting(frame -> frame.number("seq"))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, frames.size()).boxed().toList());
      List<Event> events;
      try (Events stream =
          new Events(
              RestClient.with(server, admin).call("GET", "/v1/runs/" + run + "/events").stream()
                  .body())) {
        events = stream.rest();
      }
      assertThat(frames).hasSameSizeAs(events).hasSizeGreaterThan(6);
      for (int i = 0; i < frames.size(); i++) {
        assertSame(frames.get(i), events.get(i));
      }
    }
  }

  /** The stream's data to the letter, behind what the stream says in other lines. */
  private static void assertSame(Frame frame, Event event) {
    String head = "{\"type\":\"" + event.type() + "\",\"seq\":" + event.seq();
    String run = event.type().equals("run.started") ? "" : ",\"run_id\":\"" + event.run() + "\"";
    String data = event.data().substring(1);
    assertThat(frame.text()).isEqualTo(head + run + (data.equals("}") ? "" : ",") + data);
    assertThat(frame.string("run_id")).isEqualTo(event.run());
  }

  @Test
  void carriesTwoRunsAtATime() throws Exception {
    try (SocketClient socket = SocketClient.with(server, key)) {
      String first = begin(socket, "wait one");
      Frame unused = socket.next("message.delta");
      String second = begin(socket, "wait two");
      unused = socket.next("message.delta");

      server.model().release();

      List<Frame> rest = socket.through("message.completed");
      rest.addAll(socket.through("message.completed"));
      for (String run : List.of(first, second)) {
        List<Frame> own =
            rest.stream().filter(frame -> frame.string("run_id").equals(run)).toList();
        assertThat(own.getFirst().number("seq")).isLessThanOrEqualTo(4);
        assertThat(own)
            .extracting(frame -> frame.number("seq"))
            .containsExactlyElementsOf(
                LongStream.range(0, own.size())
                    .map(i -> own.getFirst().number("seq") + i)
                    .boxed()
                    .toList());
        assertThat(own.getLast().type()).isEqualTo("message.completed");
        assertThat(own.getLast().number("seq")).isEqualTo(streamed(run).size());
      }
    }
  }

  @Test
  void goesOnWithASessionAndStoresAMessageOnceUnderItsKey() throws Exception {
    try (SocketClient socket = SocketClient.with(server, key)) {
      socket.send(ask("hi"));
      String session = socket.next("ack").string("session_id");
      Frame unused = socket.next("message.completed");
      String frame =
          "{\"type\":\"chat.send\",\"conversation_id\":\""
              + session
              + "\",\"message\":\"again\",\"idempotency_key\":\"k1\"}";

      socket.send(frame);
      String run = socket.next("ack").string("run_id");
      unused = socket.next("message.completed");
      socket.send(frame);
      Frame repeated = socket.next("ack");

      assertThat(repeated.string("run_id")).isEqualTo(run);
      assertThat(repeated.string("session_id")).isEqualTo(session);
      assertThat(socket.through("message.completed")).hasSameSizeAs(streamed(run));
      assertThat(client.get("/v1/conversations/" + session).number("message_count")).isEqualTo(4);
    }
  }

  @Test
  void resumesARunAfterASeq() throws Exception {
    String run = client.post("/v1/chat", "{\"message\":\"hi\"}").string("run_id");
    List<Event> all = streamed(run);
    try (SocketClient socket = SocketClient.with(server, key)) {
      socket.send("{\"type\":\"run.resume\",\"ref\":\"r\",\"run_id\":\"" + run + "\",\"after\":2}");
      Frame ack = socket.next();
      assertThat(ack.string("of")).isEqualTo("run.resume");
      assertThat(ack.string("ref")).isEqualTo("r");
      assertThat(ack.string("run_id")).isEqualTo(run);
      List<Frame> rest = socket.through("message.completed");
      assertThat(rest).hasSize(all.size() - 2);
      for (int i = 0; i < rest.size(); i++) {
        assertSame(rest.get(i), all.get(i + 2));
      }

      socket.send("{\"type\":\"run.resume\",\"run_id\":\"" + run + "\"}");
      assertThat(socket.next().type()).isEqualTo("ack");
      assertThat(socket.through("message.completed")).hasSameSizeAs(all);

      socket.send(
          "{\"type\":\"run.resume\",\"run_id\":\"" + run + "\",\"after\":" + all.size() + "}");
      assertThat(socket.next().type()).isEqualTo("ack");
      Frame ended = socket.next();
      assertThat(ended.type()).isEqualTo("watch.ended");
      assertThat(ended.string("run_id")).isEqualTo(run);
      assertThat(ended.number("seq")).isEqualTo(all.size());
    }
  }

  @Test
  void watchesARunOnce() throws Exception {
    try (SocketClient socket = SocketClient.with(server, key)) {
      String run = begin(socket, "wait");
      Frame unused = socket.next("message.delta");

      socket.send("{\"type\":\"run.resume\",\"ref\":\"x\",\"run_id\":\"" + run + "\"}");
      socket.next().assertError(409, "already_watched", "x");

      try (SocketClient other = SocketClient.with(server, key)) {
        other.send("{\"type\":\"run.resume\",\"run_id\":\"" + run + "\"}");
        unused = other.next("message.delta");
        server.model().release();
        unused = other.next("message.completed");
      }
      unused = socket.next("message.completed");
    }
  }

  @Test
  void finishesTheAnswerWhenTheSocketIsGone() throws Exception {
    String run;
    try (SocketClient socket = SocketClient.with(server, key)) {
      run = begin(socket, "wait");
      Frame unused = socket.next("message.delta");
    }

    server.model().release();

    assertThat(streamed(run).getLast().type()).isEqualTo("message.completed");
  }

  @Test
  void cancelsARun() throws Exception {
    try (SocketClient socket = SocketClient.with(server, key)) {
      String run = begin(socket, "wait");
      Frame unused = socket.next("message.delta");

      socket.send("{\"type\":\"run.cancel\",\"ref\":\"c\",\"run_id\":\"" + run + "\"}");

      List<Frame> frames = socket.through("run.cancelled");
      Frame end = frames.getLast();
      if (frames.stream().noneMatch(frame -> frame.type().equals("ack"))) {
        // The run may come to its end before who asked for that is told.
        frames.add(socket.next());
      }
      assertThat(frames)
          .filteredOn(frame -> frame.type().equals("ack"))
          .singleElement()
          .satisfies(
              ack -> {
                assertThat(ack.string("of")).isEqualTo("run.cancel");
                assertThat(ack.string("ref")).isEqualTo("c");
                assertThat(ack.string("run_id")).isEqualTo(run);
              });
      assertThat(end.text())
          .isEqualTo(
              "{\"type\":\"run.cancelled\",\"seq\":"
                  + streamed(run).size()
                  + ",\"run_id\":\""
                  + run
                  + "\"}");
      assertThat(client.get("/v1/runs/" + run).string("status")).isEqualTo("cancelled");
    }
  }

  @Test
  void answersPings() throws Exception {
    try (SocketClient socket = SocketClient.with(server, key)) {
      socket.send("{\"type\":\"ping\"}");

      assertThat(socket.next().text()).isEqualTo("{\"type\":\"pong\"}");
    }
  }

  @Test
  void answersForWhatIsAnotherTenantsAsForNothing() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    Answer chat = knowledge.admin().post("/v1/chat", "{\"message\":\"hi\"}");
    String theirs = chat.string("run_id");
    String nothing = new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0007L).toString();
    try (SocketClient socket = SocketClient.with(server, key)) {
      for (String type : List.of("run.resume", "run.cancel")) {
        List<String> answers = new ArrayList<>();
        for (String run : List.of(theirs, nothing)) {
          socket.send("{\"type\":\"" + type + "\",\"ref\":\"x\",\"run_id\":\"" + run + "\"}");
          Frame error = socket.next();
          error.assertError(404, "not_found", "x");
          answers.add(error.text());
        }
        assertThat(answers.getFirst()).isEqualTo(answers.getLast());
      }
      for (String id : List.of(chat.string("session_id"), nothing)) {
        socket.send("{\"type\":\"chat.send\",\"message\":\"hi\",\"session_id\":\"" + id + "\"}");
        socket.next().assertError(404, "not_found", null);
      }
      for (String bot : List.of(knowledge.bot(), "helper", nothing)) {
        socket.send("{\"type\":\"chat.send\",\"message\":\"hi\",\"bot_id\":\"" + bot + "\"}");
        socket.next().assertError(404, "not_found", null);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"ping\",} | 400 | malformed_json",
        "hello | 400 | malformed_json",
        "[] | 422 | invalid_request",
        "null | 422 | invalid_request",
        "{} | 422 | invalid_request",
        "{\"type\":7} | 422 | invalid_request",
        "{\"type\":\"dance\"} | 422 | invalid_request",
        "{\"type\":\"ping\",\"ref\":7} | 422 | invalid_request",
        "{\"type\":\"chat.send\",\"message\":\" \"} | 422 | empty_message",
        "{\"type\":\"chat.send\",\"message\":{}} | 422 | invalid_request",
        "{\"type\":\"chat.send\",\"message\":\"a\",\"session_id\":\"b\"} | 422 | invalid_request",
        "{\"type\":\"chat.send\",\"message\":\"a\",\"tools\":[1]} | 422 | unsupported_field",
        "{\"type\":\"chat.send\",\"message\":\"a\",\"bot_id\":\"nobody\"} | 404 | not_found",
        "{\"type\":\"chat.send\",\"message\":\"a\",\"model\":\"no\"} | 422 | model_not_found",
        "{\"type\":\"run.resume\"} | 422 | invalid_request",
        "{\"type\":\"run.resume\",\"run_id\":\"x\"} | 422 | invalid_request",
        "{\"type\":\"run.resume\",\"run_id\":\"01990000-0000-7000-8000-000000000007\","
            + "\"after\":-1} | 422 | invalid_request",
        "{\"type\":\"run.resume\",\"run_id\":\"01990000-0000-7000-8000-000000000007\","
            + "\"after\":\"1\"} | 422 | invalid_request",
        "{\"type\":\"run.cancel\",\"run_id\":5} | 422 | invalid_request",
      })
  void refusesBadFramesAndStaysOpen(String frame, int status, String code) throws Exception {
    try (SocketClient socket = SocketClient.with(server, key)) {
      socket.send(frame);

      socket.next().assertError(status, code, null);
      socket.send("{\"type\":\"ping\"}");
      assertThat(socket.next().type()).isEqualTo("pong");
    }
  }

  @Test
  void putsMessagesTogetherThatComeInParts() throws Exception {
    try (SocketClient socket = SocketClient.with(server, key)) {
      socket.sendPart("{\"type\":\"chat.send\",\"mess", false);
      socket.sendPart("age\":\"", false);
      socket.sendPart("x".repeat(900_000), false);
      socket.sendPart("\"}", true);

      socket.next().assertError(422, "message_too_long", null);
    }
  }

  @Test
  void closesForFramesThatNoSocketMaySend() throws Exception {
    try (SocketClient socket = SocketClient.with(server, key)) {
      socket.send("{\"type\":\"ping\",\"x\":\"" + "x".repeat(1 << 20) + "\"}");
      assertThat(socket.closeCode()).isEqualTo(1009);
    }
    try (SocketClient socket = SocketClient.with(server, key)) {
      for (int i = 0; i < 17; i++) {
        socket.sendPart("x".repeat(1 << 16), false);
      }
      assertThat(socket.closeCode()).isEqualTo(1009);
    }
    try (SocketClient socket = SocketClient.with(server, key)) {
      socket.sendBytes(new byte[] {1});
      assertThat(socket.closeCode()).isEqualTo(1003);
    }
  }

  @Test
  void answersTheClientsClose() throws Exception {
    try (SocketClient socket = SocketClient.with(server, key)) {
      socket.sendClose();

      assertThat(socket.closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void closesForTextThatIsNoUtf8AndForFramesThatAreNone() throws Exception {
    try (RawSocket socket = RawSocket.open(server, "Authorization: Bearer " + key)) {
      socket.sendFrame(0x81, new byte[] {(byte) 0xc3, 0x28});
      assertThat(socket.closeCode()).isEqualTo(1007);
    }
    try (RawSocket socket = RawSocket.open(server, "Authorization: Bearer " + key)) {
      socket.sendFrame(0x83, new byte[] {1});
      assertThat(socket.closeCode()).isEqualTo(1002);
    }
    try (RawSocket socket = RawSocket.open(server, "Authorization: Bearer " + key)) {
      socket.sendFrame(0x81, new byte[(1 << 20) + 1]);
      assertThat(socket.closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void holdsTheLimitsThatHoldOverHttp() throws Exception {
    String admin = server.key(server.tenant().id(), Role.TENANT_ADMIN);
    Answer bot =
        RestClient.with(server, admin)
            .post("/v1/admin/bots", "{\"slug\":\"poor\",\"name\":\"Poor\",\"daily_budget\":0}");
    assertThat(bot.status()).isEqualTo(201);
    try (SocketClient socket = SocketClient.with(server, admin)) {
      socket.send("{\"type\":\"chat.send\",\"ref\":\"r\",\"message\":\"hi\",\"bot_id\":\"poor\"}");
      Frame error = socket.next();

      error.assertError(402, "budget_exhausted", "r");
      Answer overHttp =
          RestClient.with(server, admin)
              .post("/v1/chat", "{\"message\":\"hi\",\"bot_id\":\"poor\"}");
      assertProblem(overHttp, 402, "budget_exhausted");
      assertThat(error.string("detail")).isEqualTo(overHttp.string("detail"));
      assertThat(error.has("retry_after")).isEqualTo(!overHttp.header("Retry-After").isEmpty());
    }
  }
}

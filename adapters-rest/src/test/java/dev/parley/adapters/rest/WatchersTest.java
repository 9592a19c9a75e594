package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.Events.Event;
import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.conversation.RunJournal;
import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who watches a run, and for how long: keys that end, clients that leave or take nothing. */
@Timeout(60)
final class WatchersTest {
  private static final Pattern FIRST_ID = Pattern.compile("id: (\\S+):1\n");

  private final RestServer server = RestServer.shared();
  private final Tenant tenant = server.tenant();
  private final String key = server.key(tenant.id(), Role.CHAT);
  private final RestClient client = RestClient.with(server, key);

  private Events ask(String body) throws Exception {
    return new Events(client.call("POST", "/v1/chat").json(body).stream().body());
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Test
  void endsTheStreamOfAKeyThatIsRevoked() throws Exception {
    String colleague = server.key(tenant.id(), Role.CHAT);
    try (Events revoked = ask("{\"message\":\"wait\",\"stream\":true}")) {
      Event started = revoked.next("run.started");
      revoked.next("message.delta");
      long began = System.nanoTime();

      KeyEnds.revoke(server, key);

      assertThat(revoked.rest()).isEmpty();
      assertThat(since(began)).isLessThan(Duration.ofMillis(2_500));
      assertThat(client.get("/v1/runs/" + started.run() + "/events").status()).isEqualTo(401);
      assertThat(RestClient.with(server, colleague).get("/v1/models").status()).isEqualTo(200);
    } finally {
      server.model().release();
    }
  }

  @Test
  void endsTheStreamsOfATenantThatIsSuspended() throws Exception {
    try (Events stream = ask("{\"message\":\"wait\",\"stream\":true}")) {
      stream.next("message.delta");
      long began = System.nanoTime();

      server.stores().tenants().update(tenant.withStatus(TenantStatus.SUSPENDED, Fixtures.NOW));

      assertThat(stream.rest()).isEmpty();
      assertThat(since(began)).isLessThan(Duration.ofMillis(2_500));
    } finally {
      server.model().release();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "message", "retry"})
  void cancelsARunWhoseClientLeavesWhereThatIsAsked(String how) throws Exception {
    String left = "\"stream\":true,\"on_disconnect\":\"cancel\"";
    String run;
    try (Events stream = opened(how, left)) {
      run = stream.next("run.started").run();
      stream.next("message.delta");
    }

    awaitStatus(run, "cancelled");
    assertThat(client.get("/v1/runs/" + run + "/events").text()).contains("event: run.cancelled\n");
  }

  private Events opened(String how, String fields) throws Exception {
    String asking = "{\"message\":\"wait\"," + fields + "}";
    if (how.equals("chat")) {
      return ask(asking);
    }
    if (how.equals("retry")) {
      String run = cancelled();
      return new Events(
          client.call("POST", "/v1/runs/" + run + "/retry").json("{" + fields + "}").stream()
              .body());
    }
    String session = client.post("/v1/chat", "{\"message\":\"hi\"}").string("session_id");
    return new Events(
        client.call("POST", "/v1/conversations/" + session + "/messages").json(asking).stream()
            .body());
  }

  /** A run that was waiting and is cancelled. */
  private String cancelled() throws Exception {
    String run;
    try (Events stream = ask("{\"message\":\"wait\",\"stream\":true}")) {
      run = stream.next("run.started").run();
      stream.next("message.delta");
      client.post("/v1/runs/" + run + "/cancel", "");
      stream.rest();
    }
    awaitStatus(run, "cancelled");
    return run;
  }

  private void awaitStatus(String run, String status) throws Exception {
    awaitStatus(client, run, status);
  }

  private static void awaitStatus(RestClient client, String run, String status) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    String found = "";
    while (!found.equals(status)) {
      assertThat(System.nanoTime()).as("still " + found).isLessThan(deadline);
      found = client.get("/v1/runs/" + run).string("status");
      Thread.sleep(20);
    }
  }

  @Test
  void letsARunGoOnWhoseClientLeavesWhereThatIsAsked() throws Exception {
    String run;
    try (Events stream =
        ask("{\"message\":\"wait\",\"stream\":true,\"on_disconnect\":\"continue\"}")) {
      run = stream.next("run.started").run();
      stream.next("message.delta");
    }
    Thread.sleep(300);
    assertThat(client.get("/v1/runs/" + run).string("status")).isEqualTo("running");

    server.model().release();

    awaitStatus(run, "completed");
  }

  @Test
  void refusesWordsForLeavingThatAreNone() throws Exception {
    Answer answer = client.post("/v1/chat", "{\"message\":\"hi\",\"on_disconnect\":\"stop\"}");

    assertProblem(answer, 422, "invalid_request");
    assertThat(answer.string("details.0.field")).isEqualTo("on_disconnect");
    assertThat(answer.string("detail")).contains("stop", "continue or cancel");
  }

  @Test
  void dropsAClientThatTakesNothingAndLetsItResume() throws Exception {
    int events = 100;
    try (RestServer impatient = RestServer.start(Map.of("parley.streams.stall", "500ms"));
        Socket socket = new Socket()) {
      Tenant owner = impatient.tenant();
      String its = impatient.key(owner.id(), Role.CHAT);
      socket.setSoTimeout(20_000);
      String run = askAndTakeTheBeginning(socket, impatient, its);
      RunJournal journal = impatient.context().getBean(RunJournal.class);
      Encoded large =
          new Encoded("message.delta", "{\"text\":\"" + "x".repeat(200_000) + "\"}", false);
      for (int i = 0; i < events; i++) {
        journal.append(owner.id(), new RunId(UUID.fromString(run)), large);
      }

      // The connection stays open on this side; only a server that dropped it cancels.
      RestClient caller = RestClient.with(impatient, its);
      awaitStatus(caller, run, "cancelled");

      try (Events again =
          new Events(caller.call("GET", "/v1/runs/" + run + "/events").stream().body())) {
        List<Event> resumed = again.rest();
        assertThat(resumed).hasSizeGreaterThan(events);
        assertThat(resumed.getLast().type()).isEqualTo("run.cancelled");
      }
    }
  }

  /** Takes the bytes up to the first event, and no more. */
  private static String askAndTakeTheBeginning(Socket socket, RestServer server, String key)
      throws IOException {
    socket.connect(new InetSocketAddress(server.uri().getHost(), server.uri().getPort()));
    String body = "{\"message\":\"wait\",\"stream\":true,\"on_disconnect\":\"cancel\"}";
    String head =
        """
        POST /v1/chat HTTP/1.1
        Host: test
        Authorization: Bearer %s
        Content-Type: application/json
        Content-Length: %d

        """
            .formatted(key, body.length())
            .replace("\n", "\r\n");
    socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
    StringBuilder taken = new StringBuilder();
    Matcher id = FIRST_ID.matcher(taken);
    while (!id.find()) {
      int next = socket.getInputStream().read();
      assertThat(next).as(taken.toString()).isNotNegative();
      taken.append((char) next);
      id.reset(taken);
    }
    return id.group(1);
  }

  @Test
  void saysThatTheJournalIsOutOfReach() throws Exception {
    try (RestServer own = RestServer.start()) {
      RestClient caller = RestClient.with(own, own.key(own.tenant().id(), Role.CHAT));
      String run = caller.post("/v1/chat", "{\"message\":\"hi\"}").string("run_id");
      own.journal().away(true);

      Answer replay = caller.get("/v1/runs/" + run + "/events");
      assertProblem(replay, 503, "journal_unavailable");
      assertThat(replay.header("Retry-After")).isEqualTo("5");

      own.journal().away(false);
      assertThat(caller.get("/v1/runs/" + run + "/events").text())
          .contains("event: message.completed");
    }
  }

  @Test
  void answersAFailedRunAnew() throws Exception {
    Answer failed = client.post("/v1/chat", "{\"message\":\"fail provider_timeout\"}");
    String run = failed.string("run_id");

    Answer again = client.call("POST", "/v1/runs/" + run + "/retry").send();

    assertThat(again.status()).as(again.text()).isEqualTo(202);
    assertThat(again.string("id")).isNotEqualTo(run);
    assertThat(again.header("Location")).isEqualTo("/v1/runs/" + again.string("id"));
    assertThat(again.string("session_id")).isEqualTo(failed.string("session_id"));
    awaitStatus(again.string("id"), "failed");
    Answer conversation = client.get("/v1/conversations/" + failed.string("session_id"));
    assertThat(conversation.number("message_count")).isEqualTo(1);
  }

  @Test
  void streamsTheNewAnswerWhereThatIsAsked() throws Exception {
    String run = cancelled();
    try (Events stream =
        new Events(
            client
                .call("POST", "/v1/runs/" + run + "/retry")
                .header("Accept", "text/event-stream")
                .stream()
                .body())) {
      Event started = stream.next("run.started");
      assertThat(started.run()).isNotEqualTo(run);
      stream.next("message.delta");
      server.model().release();
      assertThat(stream.rest().getLast().type()).isEqualTo("message.completed");
      Answer conversation = client.get("/v1/conversations/" + started.string("session_id"));
      assertThat(conversation.number("message_count")).isEqualTo(3);
      assertThat(conversation.string("messages.1.parent_id"))
          .isEqualTo(conversation.string("messages.2.parent_id"));
    }
  }

  @Test
  void refusesToAnswerAnewWhatWasAnswered() throws Exception {
    String run = client.post("/v1/chat", "{\"message\":\"hi\"}").string("run_id");

    assertProblem(client.post("/v1/runs/" + run + "/retry", "{}"), 409, "run_not_retryable");
  }
}

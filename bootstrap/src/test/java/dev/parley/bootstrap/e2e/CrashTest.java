package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The process is killed in the middle of a stream and of an ingestion, and started again. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class CrashTest {
  private static final String SLOW = "slow";
  private static final int PIECES = 40;
  private static final int UNANSWERED = 5;
  private static final int PAGES = 60;

  private final Map<String, String> acknowledged = new HashMap<>();

  @Test
  void nothingAcknowledgedIsLost() {
    try (Home home = Home.create();
        ScriptedProvider provider = ScriptedProvider.start()) {
      String unused = provider.add(SLOW, CrashTest::speakThenFallSilent);
      Map<String, String> settings = new HashMap<>(provider.settings());
      settings.put("PARLEY_ADMIN_KEY", ServerProcess.ADMIN_KEY);
      settings.put("PARLEY_DEMO", "false");
      settings.put("MODEL_DEFAULT", "offline");
      settings.put("OPENAI_MODELS", SLOW);
      byte[] book = Pdfs.book(PAGES);
      Before before;
      try (ServerProcess server = ServerProcess.start(home, settings)) {
        before = prepareAndKill(server, book);
      }
      assertThat(home.postmasters()).as("the database, which nobody ended").hasSize(1);
      try (ServerProcess server = ServerProcess.start(home, settings)) {
        assertThat(home.postmasters()).hasSize(1);
        ApiClient client = server.client(before.workspace().admin().key());
        Workspace workspace =
            new Workspace(server.administrator(), before.workspace().tenant(), "crash", client);
        messagesAreThere(client);
        runIsFailedWithTheTextSoFar(client, before);
        conversationGoesOn(client, before);
        documentIsIndexedAsIfNothingHadHappened(workspace, before, book);
        assertThat(server.program().err()).doesNotContain("Exception");
      }
      assertThat(home.postmasters()).isEmpty();
      provider.calls(SLOW).forEach(ScriptedProvider.Call::resume);
    }
  }

  private record Before(
      Workspace workspace, String dataset, String document, List<ServerEvent> seen) {}

  private static void speakThenFallSilent(ScriptedProvider.Call call)
      throws java.io.IOException, InterruptedException {
    for (int i = 1; i <= PIECES; i++) {
      call.say("piece " + i + ", ");
    }
    call.pause();
  }

  private Before prepareAndKill(ServerProcess server, byte[] book) {
    Workspace workspace = Workspace.create(server.administrator(), "crash");
    ApiClient client = workspace.admin();
    String dataset = workspace.createDataset("Books");
    for (int i = 1; i <= UNANSWERED; i++) {
      Map<String, Object> first = Map.of("first_message", "First of " + i, "mode", "open");
      Json conversation = client.post("/v1/conversations", first).expect(201).json();
      String path = "/v1/conversations/" + conversation.text("id");
      String content = "Unanswered " + i;
      Json message =
          client.put(path, Map.of("message", content, "model", SLOW)).expect(200, 201, 202).json();
      acknowledged.put(path, message.text("id"));
    }
    try (EventStream stream =
        client.stream(
            "/v1/chat", Map.of("message", "Count the pieces", "model", SLOW, "stream", true))) {
      stream.awaitText("piece " + PIECES / 2 + ",");
      String document = workspace.upload(dataset, "book.pdf", book);
      Await.condition(
          "the book half-way through",
          () -> {
            Json state = workspace.document(dataset, document);
            assertThat(state.text("status")).isNotIn("indexed", "failed");
            return state.text("status").equals("embedding") && state.fraction("progress") > 0.3;
          });
      server.kill9();
      return new Before(workspace, dataset, document, stream.toEnd());
    }
  }

  private void messagesAreThere(ApiClient client) {
    assertThat(acknowledged).hasSize(UNANSWERED);
    acknowledged.forEach(
        (path, message) ->
            assertThat(client.get(path).expect(200).json().list("messages"))
                .extracting(one -> one.text("id"))
                .contains(message));
  }

  private static void runIsFailedWithTheTextSoFar(ApiClient client, Before before) {
    String path = "/v1/runs/" + before.seen().getFirst().run();
    Json run = client.get(path).expect(200).json();
    assertThat(run.text("status")).isEqualTo("failed");
    assertThat(run.get("error").text("code")).isEqualTo("interrupted");

    List<ServerEvent> events;
    try (EventStream replay = client.follow(path + "/events", Map.of())) {
      events = replay.toEnd();
    }
    assertThat(events.subList(0, before.seen().size())).isEqualTo(before.seen());
    assertThat(events)
        .extracting(ServerEvent::seq)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, events.size()).mapToObj(Long::valueOf).toList());
    assertThat(events).filteredOn(ServerEvent::isTerminal).hasSize(1);
    assertThat(events.getLast().type()).isEqualTo("run.failed");
    assertThat(events.getLast().json().text("code")).isEqualTo("interrupted");
    assertThat(events.getLast().json().get("retryable").value()).isEqualTo(true);
    assertThat(run.number("last_seq")).isEqualTo(events.size());

    Json conversation =
        client.get("/v1/conversations/" + run.text("session_id")).expect(200).json();
    assertThat(conversation.list("messages"))
        .extracting(message -> message.text("role"))
        .containsExactly("user", "assistant");
    assertThat(conversation.list("messages").get(1).text("content"))
        .isEqualTo(EventStream.textOf(events))
        .startsWith("piece 1, piece 2, ")
        .startsWith(EventStream.textOf(before.seen()));
    assertThat(conversation.list("messages").get(1).text("id")).isEqualTo(run.text("message_id"));
  }

  private static void conversationGoesOn(ApiClient client, Before before) {
    String session = before.seen().getFirst().json().text("session_id");
    Json answer =
        client
            .post("/v1/chat", Map.of("session_id", session, "message", "Go on", "model", "offline"))
            .expect(200)
            .json();
    assertThat(answer.text("session_id")).isEqualTo(session);
    assertThat(client.get("/v1/conversations/" + session).json().number("message_count"))
        .isEqualTo(4);
  }

  private static void documentIsIndexedAsIfNothingHadHappened(
      Workspace workspace, Before before, byte[] book) {
    Json recovered = workspace.awaitIndexed(before.dataset(), before.document());
    assertThat(recovered.number("attempts")).isGreaterThan(1);
    assertThat(recovered.number("pages")).isEqualTo(PAGES);
    String calm = workspace.createDataset("Undisturbed");
    String undisturbed = workspace.upload(calm, "book.pdf", book);
    Json unused = workspace.awaitIndexed(calm, undisturbed);
    assertThat(Ingested.chunks(workspace, before.dataset(), before.document()))
        .isEqualTo(Ingested.chunks(workspace, calm, undisturbed))
        .hasSize(recovered.number("chunks"))
        .doesNotHaveDuplicates();
    for (String mode : List.of("semantic", "keyword")) {
      assertThat(Ingested.found(workspace, before.dataset(), mode))
          .isEqualTo(Ingested.found(workspace, calm, mode))
          .isNotEmpty()
          .doesNotHaveDuplicates();
    }
  }
}

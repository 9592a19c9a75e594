package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody sees who starts Parley for the first time. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class FirstAnswerTest {
  private static final String QUESTION = "How does Parley keep tenants apart?";
  private static final Pattern CURL =
      Pattern.compile("^ {2}(curl -N (?:.|\\n)*?'\\{.*}')$", Pattern.MULTILINE);

  private static ServerProcess server;
  private static ApiClient demo;

  @BeforeAll
  static void start() {
    server = Servers.plain();
    demo = server.demo();
  }

  @Test
  void printedCommandStreamsACitedAnswer() throws Exception {
    Matcher printed = CURL.matcher(server.program().out());
    assertThat(printed.find()).as(server.program().out()).isTrue();
    List<ServerEvent> events = EventStream.eventsIn(run(printed.group(1)));
    assertThat(events).isNotEmpty();
    assertThat(events.getLast().type()).isEqualTo("message.completed");
    assertThat(events).extracting(ServerEvent::type).contains("citation");
    assertThat(EventStream.textOf(events)).contains("[1]");
  }

  /** Runs it with a shell, or does by hand what it says where the machine has no curl. */
  private static String run(String command) throws IOException, InterruptedException {
    boolean curl =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "curl")));
    if (curl) {
      Process shell =
          new ProcessBuilder("sh", "-c", command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(shell.waitFor()).isZero();
      return out;
    }
    Matcher body = Pattern.compile("-d '(.*)'").matcher(command);
    assertThat(body.find()).isTrue();
    return demo.send("POST", "/v1/chat", body.group(1)).expect(200).body();
  }

  @Test
  void answerStreamsInOrderAndReplaysByteForByte() {
    String raw;
    List<ServerEvent> events;
    try (EventStream stream = demo.stream("/v1/chat", chat())) {
      events = stream.toEnd();
      raw = stream.raw();
    }
    String run = events.getFirst().json().text("run_id");
    assertThat(events)
        .extracting(ServerEvent::id)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, events.size()).mapToObj(seq -> run + ":" + seq).toList());
    assertThat(phases(events))
        .containsExactly("run.started", "retrieval", "message.delta", "usage", "message.completed");
    assertThat(events).filteredOn(event -> event.type().equals("citation")).isNotEmpty();
    assertThat(events).filteredOn(ServerEvent::isTerminal).hasSize(1);

    String path = "/v1/runs/" + run + "/events";
    assertThat(replay(path + "?after=0", Map.of())).isEqualTo(raw);
    ServerEvent third = events.get(2);
    String rest = raw.substring(raw.indexOf("id: " + events.get(3).id()));
    assertThat(replay(path, Map.of("Last-Event-ID", third.id()))).isEqualTo(rest);
    assertThat(replay(path + "?after=3", Map.of())).isEqualTo(rest);

    Json stored = demo.get("/v1/runs/" + run).expect(200).json();
    assertThat(stored.text("status")).isEqualTo("completed");
    assertThat(stored.number("last_seq")).isEqualTo(events.size());
    assertThat(stored.get("usage")).isEqualTo(events.getLast().json().get("usage"));
  }

  @Test
  void answerComesOverASocketAsItDoesOverAStream() throws Exception {
    try (SocketStream socket = demo.socket()) {
      socket.send(Map.of("type", "chat.send", "ref", "1", "bot_id", "demo", "message", QUESTION));
      List<Json> frames = socket.through("message.completed");

      assertThat(frames.get(0).text("of")).isEqualTo("auth");
      Json ack = frames.get(1);
      assertThat(ack.text("ref")).isEqualTo("1");
      List<Json> events = frames.subList(2, frames.size());
      List<ServerEvent> streamed;
      try (EventStream stream =
          demo.follow("/v1/runs/" + ack.text("run_id") + "/events", Map.of())) {
        streamed = stream.toEnd();
      }
      assertThat(events)
          .extracting(event -> event.text("type"))
          .containsExactlyElementsOf(streamed.stream().map(ServerEvent::type).toList())
          .contains("citation");
      assertThat(events)
          .extracting(event -> event.without("type", "seq", "run_id"))
          .containsExactlyElementsOf(
              streamed.stream().map(event -> event.json().without("run_id")).toList());
      socket.send(Map.of("type", "ping"));
      assertThat(socket.through("pong")).hasSize(1);
    }
  }

  /** Types in the order of their first event; warnings and citations may come anywhere between. */
  private static List<String> phases(List<ServerEvent> events) {
    List<String> phases = new ArrayList<>();
    for (ServerEvent event : events) {
      boolean between = event.type().equals("warning") || event.type().equals("citation");
      if (!between && (phases.isEmpty() || !phases.getLast().equals(event.type()))) {
        phases.add(event.type());
      }
    }
    return phases;
  }

  private static String replay(String path, Map<String, String> headers) {
    try (EventStream stream = demo.follow(path, headers)) {
      List<ServerEvent> unused = stream.toEnd();
      return stream.raw();
    }
  }

  @Test
  void streamsWhereTheCallerAcceptsOnlyEvents() {
    Map<String, Object> said = Map.of("role", "user", "content", QUESTION);
    try (EventStream stream = demo.stream("/v1/chat", Map.of("messages", List.of(said)))) {
      assertThat(stream.toEnd().getLast().type()).isEqualTo("message.completed");
    }
  }

  @Test
  void everyQuoteStandsInItsDocument() {
    Json answer = demo.post("/v1/chat", Map.of("bot_id", "demo", "message", QUESTION)).json();
    assertThat(answer.list("citations")).isNotEmpty();
    assertThat(answer.text("finish_reason")).isEqualTo("stop");
    assertThat(answer.text("model")).isEqualTo("offline");
    for (Json citation : answer.list("citations")) {
      String dataset = datasetOf(citation.text("document_id"));
      String document = Workspace.documents(dataset) + "/" + citation.text("document_id");
      String content = demo.get(document + "/content").expect(200).body();
      String text = content.startsWith("{") ? Json.parse(content).text("text") : content;
      assertThat(text.substring(citation.number("start"), citation.number("end")))
          .isEqualTo(citation.text("quote"));
      Json chunk =
          demo.get(document + "/chunks?page_size=100").expect(200).json().list("chunks").stream()
              .filter(one -> one.text("id").equals(citation.text("chunk_id")))
              .findFirst()
              .orElseThrow();
      assertThat(chunk.number("page")).isEqualTo(citation.number("page"));
      assertThat(chunk.number("start")).isLessThanOrEqualTo(citation.number("start"));
      assertThat(chunk.number("end")).isGreaterThanOrEqualTo(citation.number("end"));
      assertThat(answer.text("output")).contains("[" + citation.number("index") + "]");
    }
  }

  private static String datasetOf(String document) {
    return demo.get("/v1/admin/datasets?page_size=100").expect(200).json().list("datasets").stream()
        .map(dataset -> dataset.text("id"))
        .filter(id -> demo.get(Workspace.documents(id) + "/" + document).status() == 200)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void conversationIsKeptFoundRenamedAndDeleted() {
    Json first =
        demo.post("/v1/chat", Map.of("bot_id", "demo", "message", "What is a quokkanaut?"))
            .expect(200)
            .json();
    String path = "/v1/conversations/" + first.text("session_id");
    Json second =
        demo.post(
                "/v1/chat",
                Map.of("session_id", first.text("session_id"), "message", "And how is it run?"))
            .expect(200)
            .json();
    assertThat(second.text("session_id")).isEqualTo(first.text("session_id"));

    Json conversation = demo.get(path).expect(200).json();
    assertThat(conversation.list("messages"))
        .extracting(message -> message.text("role"))
        .containsExactly("user", "assistant", "user", "assistant");
    Json answer = conversation.list("messages").get(1);
    assertThat(answer.text("id")).isEqualTo(first.text("message_id"));
    assertThat(answer.text("content")).isEqualTo(first.text("output"));
    assertThat(answer.text("model_used")).isEqualTo("offline");
    assertThat(answer.number("tokens_used"))
        .isEqualTo(first.get("usage").number("completion_tokens"))
        .isPositive();
    assertThat(answer.get("citations")).isEqualTo(first.get("citations"));
    assertThat(conversation.number("message_count")).isEqualTo(4);
    assertThat(conversation.text("title")).contains("quokkanaut");

    assertThat(demo.get("/v1/conversations").expect(200).json().list("conversations").getFirst())
        .isEqualTo(conversation.without("messages"));
    assertThat(found("QUOKKANAUT")).containsExactly(conversation.text("id"));
    demo.patch(path, Map.of("title", "Small marsupials")).expect(200);
    assertThat(found("small mars")).containsExactly(conversation.text("id"));
    assertThat(demo.get(path).json().text("title")).isEqualTo("Small marsupials");

    demo.delete(path).expect(204);
    Answer gone = demo.get(path).expect(404);
    assertThat(gone.json().text("code")).isEqualTo("not_found");
    assertThat(found("quokkanaut")).isEmpty();
    demo.get("/v1/runs/" + first.text("run_id")).expect(404);
    demo.get("/v1/runs/" + first.text("run_id") + "/events").expect(404);
    demo.delete(path).expect(404);
  }

  private static List<String> found(String text) {
    String query = "/v1/conversations?q=" + text.replace(" ", "%20");
    return demo.get(query).expect(200).json().list("conversations").stream()
        .map(conversation -> conversation.text("id"))
        .toList();
  }

  @Test
  void conversationBeginsWithItsFirstTwoMessages() {
    String bot = demo.get("/v1/admin/bots").expect(200).json().list("bots").getFirst().text("id");
    Json conversation =
        demo.post(
                "/v1/conversations",
                Map.of("first_message", QUESTION, "mode", "rag", "bot_id", bot))
            .expect(201)
            .json();
    assertThat(conversation.text("mode")).isEqualTo("rag");
    assertThat(conversation.list("messages"))
        .extracting(message -> message.text("role"))
        .containsExactly("user", "assistant");
    assertThat(conversation.list("messages").get(1).list("citations")).isNotEmpty();

    String path = "/v1/conversations/" + conversation.text("id");
    Json question =
        demo.put(path, Map.of("message", "What is the journal?")).expect(200, 201).json();
    assertThat(question.text("role")).isEqualTo("user");
    Await.condition(
        "an answer that nobody waited for",
        () -> demo.get(path).expect(200).json().number("message_count") == 4);
    Json answer =
        demo.post(path + "/messages", Map.of("message", "What are tenants?"))
            .expect(200, 201)
            .json();
    assertThat(answer.text("role")).isEqualTo("assistant");
    assertThat(demo.get(path).json().list("messages")).hasSize(6);
  }

  @Test
  void servesHealthDescriptionAndPages() throws Exception {
    for (String path : List.of("/v1/health", "/v1/health/live", "/v1/health/ready")) {
      assertThat(stranger(path).expect(200).json().text("status")).isEqualTo("UP");
    }
    assertThat(stranger("/openapi.yml").expect(200).body()).contains("openapi:", "/v1/chat");
    assertThat(stranger("/docs").expect(200).body()).contains("<html");
    assertThat(stranger("/").expect(200).body()).contains("data-testid=\"composer\"");
    stranger("/v1/conversations").expect(401);
  }

  private static Answer stranger(String path) throws IOException, InterruptedException {
    URI uri = server.url().resolve(path);
    try (java.net.http.HttpClient client =
        java.net.http.HttpClient.newBuilder()
            .followRedirects(java.net.http.HttpClient.Redirect.NORMAL)
            .build()) {
      return Answer.of(
          client.send(
              HttpRequest.newBuilder(uri).build(),
              java.net.http.HttpResponse.BodyHandlers.ofString()));
    }
  }

  private static Map<String, Object> chat() {
    return Map.of("bot_id", "demo", "message", QUESTION, "stream", true);
  }
}

package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An OpenAI-compatible provider: what it says reaches the caller, and how it fails too. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ProviderTest {
  private static final String QUESTION = "Who ground the second lens of Velmark Light?";

  private static ServerProcess server;
  private static ScriptedProvider provider;
  private static Workspace workspace;
  private static ApiClient client;
  private static String dataset;

  @BeforeAll
  static void prepare() {
    server = Servers.administered();
    provider = Servers.provider();
    workspace = Workspace.create(server.administrator(), "provider");
    client = workspace.admin();
    dataset = workspace.createDataset("Notes");
    String bot = workspace.createBot("keeper", dataset);
    assertThat(bot).isNotEmpty();
    String document =
        workspace.ingest(
            dataset,
            "lens.md",
            "# Lens\n\nThe second lens of Velmark Light was ground by Tessaly Orvane.\n");
    assertThat(document).isNotEmpty();
  }

  /** The id under which Parley offers a model of the provider's. */
  private static String id(String model) {
    return client.get("/v1/models").expect(200).json().list("data").stream()
        .map(offered -> offered.text("id"))
        .filter(offered -> offered.equals(model) || offered.endsWith("/" + model))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no model " + model));
  }

  private static Map<String, Object> ask(String model) {
    return new HashMap<>(Map.of("message", QUESTION, "model", id(model), "stream", true));
  }

  @Test
  void listsTheProvidersModels() {
    List<Json> models = client.get("/v1/models").expect(200).json().list("data");
    assertThat(models)
        .filteredOn(model -> model.text("provider").equals("openai"))
        .hasSize(9)
        .allSatisfy(model -> assertThat(model.number("context_window")).isPositive());
    assertThat(models).extracting(model -> model.text("id")).contains("offline");
    String steady = id(ProviderScripts.STEADY);
    assertThat(client.get("/v1/models/" + steady).expect(200).json().text("id")).isEqualTo(steady);
    client.get("/v1/models/no-such-model").expect(404);
  }

  @Test
  void streamsAnswerWithCitationsAndKeepsWhatItUsed() {
    List<ServerEvent> events;
    try (EventStream stream = client.stream("/v1/chat", ask(ProviderScripts.STEADY))) {
      events = stream.toEnd();
    }
    assertThat(events.getLast().type()).isEqualTo("message.completed");
    assertThat(EventStream.textOf(events))
        .isEqualTo("The lens was ground by Tessaly Orvane [1]. Or so they say .");
    List<Json> citations =
        events.stream()
            .filter(event -> event.type().equals("citation"))
            .map(ServerEvent::json)
            .toList();
    assertThat(citations)
        .singleElement()
        .satisfies(
            citation -> {
              assertThat(citation.number("index")).isEqualTo(1);
              assertThat(citation.text("quote"))
                  .isEqualTo("The second lens of Velmark Light was ground by Tessaly Orvane.");
            });
    Json usage = events.getLast().json().get("usage");
    assertThat(usage.number("prompt_tokens")).isEqualTo(321);
    assertThat(usage.number("completion_tokens")).isEqualTo(17);
    assertThat(usage.number("total_tokens")).isEqualTo(338);

    String session = events.getFirst().json().text("session_id");
    Json message =
        client.get("/v1/conversations/" + session).expect(200).json().list("messages").get(1);
    assertThat(message.text("content")).isEqualTo(EventStream.textOf(events));
    assertThat(message.text("model_used")).isEqualTo(id(ProviderScripts.STEADY));
    assertThat(message.number("tokens_used")).isEqualTo(17);
    assertThat(message.list("citations")).isEqualTo(citations);

    ScriptedProvider.Call call = provider.calls(ProviderScripts.STEADY).getLast();
    assertThat(call.authorization()).isEqualTo("Bearer " + ScriptedProvider.KEY);
    assertThat(call.body()).contains(QUESTION, "ground by Tessaly Orvane");
  }

  @Test
  void remembersWhatWasSaidBefore() {
    Map<String, Object> first = ask(ProviderScripts.STEADY);
    first.put("message", "My name is Wilhelmina.");
    first.put("stream", false);
    Json answer = client.post("/v1/chat", first).expect(200).json();
    Map<String, Object> second = ask(ProviderScripts.STEADY);
    second.put("session_id", answer.text("session_id"));
    second.put("message", "What is my name?");
    second.put("stream", false);
    client.post("/v1/chat", second).expect(200);
    assertThat(provider.calls(ProviderScripts.STEADY))
        .anySatisfy(call -> assertThat(call.body()).contains("Wilhelmina", "What is my name?"));
  }

  @ParameterizedTest
  @CsvSource({
    "busy, provider_rate_limited, true",
    "broken, provider_unavailable, true",
    "locked, provider_unauthorized, false",
    "cut-off, provider_unavailable, true",
    "garbled, provider_unavailable, true"
  })
  void failureOfTheProviderIsTypedAndKeepsTheTextSoFar(
      String model, String code, boolean retryable) {
    List<ServerEvent> events;
    try (EventStream stream = client.stream("/v1/chat", ask(model))) {
      events = stream.toEnd();
    }
    ServerEvent last = events.getLast();
    assertThat(last.type()).as(events.toString()).isEqualTo("run.failed");
    assertThat(last.json().text("code")).isEqualTo(code);
    assertThat(last.json().get("retryable").value()).isEqualTo(retryable);
    assertThat(last.data()).doesNotContain(ScriptedProvider.KEY, QUESTION);
    assertThat(events).filteredOn(ServerEvent::isTerminal).hasSize(1);

    Json run = client.get("/v1/runs/" + last.run()).expect(200).json();
    assertThat(run.text("status")).isEqualTo("failed");
    assertThat(run.get("error").text("code")).isEqualTo(code);
    Json conversation =
        client.get("/v1/conversations/" + run.text("session_id")).expect(200).json();
    String said = EventStream.textOf(events);
    boolean half = model.equals("cut-off") || model.equals("garbled");
    assertThat(said).isEqualTo(half ? ProviderScripts.BEGINNING : "");
    assertThat(conversation.list("messages")).hasSize(half ? 2 : 1);
    if (half) {
      assertThat(conversation.list("messages").get(1).text("content")).isEqualTo(said);
    }

    Map<String, Object> again = ask(ProviderScripts.STEADY);
    again.put("session_id", run.text("session_id"));
    again.put("stream", false);
    client.post("/v1/chat", again).expect(200);
  }

  @Test
  void failureWithoutAStreamIsAProblemThatNamesTheRun() {
    Map<String, Object> body = ask(ProviderScripts.BROKEN);
    body.put("stream", false);
    Answer answer = client.post("/v1/chat", body);
    assertThat(answer.status()).isIn(502, 503);
    assertThat(answer.header("content-type")).startsWith("application/problem+json");
    assertThat(answer.json().text("code")).isEqualTo("provider_unavailable");
    client.get("/v1/runs/" + answer.json().text("run_id")).expect(200);
    assertThat(answer.body()).doesNotContain(ScriptedProvider.KEY, QUESTION);
  }

  @Test
  void cancelEndsTheRunAndHangsUpOnTheProvider() {
    try (EventStream stream = client.stream("/v1/chat", ask(ProviderScripts.ENDLESS))) {
      stream.awaitText(ProviderScripts.BEGINNING);
      ServerEvent started = stream.seen().getFirst();
      String run = "/v1/runs/" + started.json().text("run_id");
      assertThat(client.get(run).expect(200).json().text("status")).isEqualTo("running");
      ScriptedProvider.Call call = provider.calls(ProviderScripts.ENDLESS).getLast();

      client.post(run + "/cancel", Map.of()).expect(200, 202);
      List<ServerEvent> events = stream.toEnd();
      assertThat(events.getLast().type()).isEqualTo("run.cancelled");
      assertThat(call.awaitHangUp()).as("the server hung up").isTrue();
      call.resume();
      assertThat(client.get(run).expect(200).json().text("status")).isEqualTo("cancelled");
      Json conversation =
          client.get("/v1/conversations/" + started.json().text("session_id")).json();
      assertThat(conversation.list("messages").getLast().text("content"))
          .isEqualTo(ProviderScripts.BEGINNING);
    }
  }

  @Test
  void answerGoesOnWhenItsReaderLeavesAndIsReadAgain() {
    String run;
    int seen;
    try (EventStream stream = client.stream("/v1/chat", ask(ProviderScripts.ENDLESS))) {
      stream.awaitText(ProviderScripts.BEGINNING);
      run = stream.seen().getFirst().run();
      seen = stream.seen().size();
    }
    String path = "/v1/runs/" + run;
    try (EventStream again = client.follow(path + "/events?after=" + (seen - 1), Map.of())) {
      assertThat(again.next()).isPresent();
      assertThat(client.get(path).expect(200).json().text("status")).isEqualTo("running");
      client.post(path + "/cancel", Map.of()).expect(200, 202);
      assertThat(again.toEnd().getLast().type()).isEqualTo("run.cancelled");
    }
    provider.calls(ProviderScripts.ENDLESS).forEach(ScriptedProvider.Call::resume);
  }

  @Test
  void secondMessageWaitsForTheFirstToBeAnswered() {
    try (EventStream stream = client.stream("/v1/chat", ask(ProviderScripts.ENDLESS))) {
      stream.awaitText(ProviderScripts.BEGINNING);
      Json started = stream.seen().getFirst().json();
      Map<String, Object> second = ask(ProviderScripts.STEADY);
      second.put("session_id", started.text("session_id"));
      Answer refused = client.post("/v1/chat", second).expect(409);
      assertThat(refused.json().text("code")).isEqualTo("conversation_busy");
      client.post("/v1/runs/" + started.text("run_id") + "/cancel", Map.of()).expect(200, 202);
      assertThat(stream.toEnd().getLast().type()).isEqualTo("run.cancelled");
    }
    provider.calls(ProviderScripts.ENDLESS).forEach(ScriptedProvider.Call::resume);
  }

  @Test
  void keyOfTheProviderIsNowhere() {
    String everything =
        server.program().out()
            + server.program().err()
            + client.get("/v1/models").body()
            + client.get("/v1/health").body();
    assertThat(everything).doesNotContain(ScriptedProvider.KEY);
  }

  @Test
  void looksUpWithAToolWhatTheQuestionDidNotFind() {
    String bot =
        client
            .post(
                "/v1/admin/bots",
                Map.of(
                    "slug",
                    "researcher",
                    "name",
                    "Researcher",
                    "datasets",
                    List.of(dataset),
                    "plugins",
                    List.of("search_knowledge", "current_time")))
            .expect(201)
            .json()
            .text("id");
    Map<String, Object> question = ask(ProviderScripts.RESEARCHER);
    question.put("message", "Who was it?");
    question.put("bot_id", bot);
    List<ServerEvent> events;
    try (EventStream stream = client.stream("/v1/chat", question)) {
      events = stream.toEnd();
    }

    assertThat(EventStream.textOf(events)).isEqualTo("It was Orvane.");
    Json call = only(events, "tool.call");
    assertThat(call.text("name")).isEqualTo("search_knowledge");
    assertThat(call.text("arguments")).isEqualTo("{\"query\": \"second lens ground by\"}");
    Json result = only(events, "tool.result");
    assertThat(result.text("id")).isEqualTo(call.text("id"));
    assertThat(result.text("summary")).contains("From \"", "Tessaly Orvane");
    Json usage = events.getLast().json().get("usage");
    assertThat(usage.number("prompt_tokens")).isEqualTo(300);
    assertThat(usage.number("completion_tokens")).isEqualTo(30);

    Json tools = Json.parse(provider.calls(ProviderScripts.RESEARCHER).getFirst().body());
    assertThat(tools.list("tools"))
        .extracting(tool -> tool.get("function").text("name"))
        .containsExactly("current_time", "search_knowledge");
    assertThat(client.get("/v1/plugins").expect(200).json().list("plugins"))
        .extracting(plugin -> plugin.text("name"))
        .containsExactly("current_time", "search_knowledge");
  }

  private static Json only(List<ServerEvent> events, String type) {
    List<Json> found =
        events.stream().filter(event -> event.type().equals(type)).map(ServerEvent::json).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}

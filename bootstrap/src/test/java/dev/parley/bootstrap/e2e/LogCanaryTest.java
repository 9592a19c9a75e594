package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people write, upload and hold as keys stays out of every log. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class LogCanaryTest {
  /** Part of everything that must not be logged. */
  private static final String CANARY = "canary-7f3e";

  @Test
  void nothingConfidentialIsLoggedAsText() {
    ServerProcess server = Servers.plain();
    Workspace workspace = Workspace.create(server.firstAdministrator(), "canary");
    String requestId = drive(workspace, List.of("offline"));
    // A request is logged when its answer has gone out already.
    Await.condition(
        "the log line of the last request", () -> server.program().err().contains(requestId));
    String log = server.program().err();
    assertThat(log).contains(requestId);
    assertThat(log).doesNotContain(server.demo().key(), server.firstAdministrator().key());
    assertClean(server, workspace);
  }

  @Test
  void nothingConfidentialIsLoggedAsJson() {
    ServerProcess server = Servers.administered();
    Workspace workspace = Workspace.create(server.administrator(), "canary");
    List<String> models =
        workspace.admin().get("/v1/models").json().list("data").stream()
            .map(model -> model.text("id"))
            .filter(model -> !model.endsWith(ProviderScripts.ENDLESS))
            .toList();
    String requestId = drive(workspace, models);
    // A request is logged when its answer has gone out already.
    Await.condition(
        "the log line of the last request", () -> server.program().err().contains(requestId));
    String log = server.program().err();
    assertThat(log).doesNotContain(ServerProcess.ADMIN_KEY, ScriptedProvider.KEY);
    assertThat(server.program().out())
        .doesNotContain(ServerProcess.ADMIN_KEY, ScriptedProvider.KEY);
    List<Json> lines = log.lines().map(Json::parse).toList();
    assertThat(lines)
        .anySatisfy(line -> assertThat(line.get("mdc").text("request_id")).isEqualTo(requestId));
    assertClean(server, workspace);
  }

  private static void assertClean(ServerProcess server, Workspace workspace) {
    for (String log :
        List.of(server.program().out(), server.program().err(), server.home().postgresLog())) {
      assertThat(log).doesNotContain(CANARY).doesNotContain(workspace.admin().key());
    }
  }

  /** Puts the canary wherever a caller can put something; returns a request id that was named. */
  private static String drive(Workspace workspace, List<String> models) {
    ApiClient client = workspace.admin();
    String dataset = workspace.createDataset("Notes " + CANARY);
    String text = "The safe opens with " + CANARY + " and a firm pull.";
    String document = workspace.ingest(dataset, CANARY + ".txt", text);
    client
        .patch(Workspace.documents(dataset) + "/" + document, Map.of("title", "T " + CANARY))
        .expect(200);
    Map<String, Object> bot =
        Map.of(
            "slug",
            "clerk",
            "name",
            CANARY,
            "system_prompt",
            "Say " + CANARY,
            "datasets",
            List.of(dataset),
            "default",
            true);
    client.post("/v1/admin/bots", bot).expect(201);
    for (String model : models) {
      Map<String, Object> question =
          Map.of("message", "Where is " + CANARY + "?", "model", model, "stream", true);
      try (EventStream stream = client.stream("/v1/chat", question)) {
        assertThat(stream.toEnd().getLast().isTerminal()).isTrue();
      }
    }
    client.get("/v1/conversations?q=" + CANARY).expect(200);
    client.post("/v1/search", Map.of("query", "Where is " + CANARY + "?")).expect(200);
    driveMcp(client);
    driveFaults(client, dataset);
    String requestId = "request-" + workspace.slug();
    Answer named = client.get("/v1/models", Map.of("X-Request-Id", requestId)).expect(200);
    assertThat(named.header("x-request-id")).isEqualTo(requestId);
    return requestId;
  }

  private static void driveMcp(ApiClient client) {
    Map<String, Object> itself = Map.of("name", CANARY, "version", CANARY);
    List<Map<String, Object>> messages =
        List.of(
            message(
                "initialize",
                Map.of("protocolVersion", CANARY, "capabilities", Map.of(), "clientInfo", itself)),
            message("initialize", Map.of("protocolVersion", Map.of(CANARY, CANARY))),
            message(CANARY, Map.of()),
            message("tools/call", Map.of("name", CANARY)),
            message("tools/call", Map.of("name", "ask_clerk", "arguments", Map.of(CANARY, CANARY))),
            message(
                "tools/call",
                Map.of("name", "ask_clerk", "arguments", Map.of("question", "Where? " + CANARY))));
    for (Map<String, Object> message : messages) {
      client.post("/mcp", message).expect(200);
    }
    client.post("/mcp", Map.of("jsonrpc", "2.0", "method", CANARY)).expect(202);
    client
        .send("POST", "/mcp", "{\"jsonrpc\":\"2.0\",\"method\":{\"" + CANARY + "\":1}")
        .expect(400);
  }

  private static Map<String, Object> message(String method, Map<String, Object> params) {
    return Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params);
  }

  private static void driveFaults(ApiClient client, String dataset) {
    client.send("POST", "/v1/chat", "{\"message\":\"" + CANARY + "\",").expect(400);
    client.send("POST", "/v1/chat", "{\"message\":{\"" + CANARY + "\":1}}").expect(422);
    client.post("/v1/chat", Map.of("message", "x", "bot_id", CANARY)).expect(404);
    client.post("/v1/search", Map.of("query", "x", "mode", CANARY)).expect(422);
    client.get("/v1/conversations?page=" + CANARY).expect(422);
    client.get("/v1/models?key=" + CANARY).expect(200);
    client.withKey("pk_" + CANARY + "-unknown-key").get("/v1/models").expect(401);
    client.withKey(CANARY).get("/v1/models").expect(401);
    // PostgreSQL stores neither; whatever refuses them must not quote them.
    for (String unstorable : List.of("\\u0000", "\\ud800")) {
      String body = "{\"message\":\"" + CANARY + unstorable + "\",\"model\":\"offline\"}";
      assertThat(client.send("POST", "/v1/chat", body).status()).as(unstorable).isLessThan(500);
    }
    byte[] damaged = ("%PDF-1.7\n" + CANARY).getBytes(StandardCharsets.US_ASCII);
    client.upload(Workspace.documents(dataset), CANARY + ".pdf", damaged).expect(422);
    byte[] latin = {'c', 'a', 'f', (byte) 0xE9, 0, 1, 2, 3};
    assertThat(client.upload(Workspace.documents(dataset), "x.txt", latin).status())
        .isLessThan(500);
  }
}

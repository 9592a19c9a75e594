package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.adapters.llm.scripted.Reply;
import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.adapters.llm.tool.JsonSchemaArgumentsValidator;
import dev.parley.application.tool.ArgumentsValidator;
import dev.parley.domain.tool.ToolSpec;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.InitializeResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The official client for Java of the Model Context Protocol, unchanged, against a server before a
 * scripted provider. It checks what tools give against the schemas that they show.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class McpClientTest {
  private static final String MODEL = "gpt-4o-mini";
  private static final ArgumentsValidator VALIDATOR = new JsonSchemaArgumentsValidator();

  private static ScriptedProvider provider;
  private static Home home;
  private static ServerProcess server;
  private static Workspace workspace;
  private static String dataset;
  private static McpSyncClient client;

  private static final List<ProgressNotification> PROGRESS = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() {
    provider = ScriptedProvider.start();
    provider.withModels(MODEL);
    Map<String, String> settings = new HashMap<>();
    settings.put("OPENAI_BASE_URL", provider.baseUrl().toString());
    settings.put("OPENAI_API_KEY", "sk-canary-of-the-operator");
    settings.put("PARLEY_ADMIN_KEY", ServerProcess.ADMIN_KEY);
    settings.put("PARLEY_DEMO", "false");
    settings.put("RATE_LIMIT_RPM", "60");
    home = Home.create();
    server = ServerProcess.start(home, settings);
    workspace = Workspace.create(server.administrator(), "mcp");
    dataset = workspace.createDataset("Keeper's Notes");
    assertThat(workspace.createBot("light-keeper", dataset)).isNotEmpty();
    assertThat(
            workspace.ingest(
                dataset, "lens.md", "# Lens\n\nThe second lens was ground by Tessaly Orvane.\n"))
        .isNotEmpty();
    client = client(workspace.admin().key());
    client.initialize();
  }

  private static McpSyncClient client(String key) {
    return client(server, key, session -> {});
  }

  /**
   * A client with this key.
   *
   * @param sessions is told of the session of each request that has one
   */
  static McpSyncClient client(ServerProcess of, String key, Consumer<String> sessions) {
    HttpClientStreamableHttpTransport transport =
        HttpClientStreamableHttpTransport.builder(of.url().toString())
            .endpoint("/mcp")
            .addHttpRequestCustomizer(
                (request, method, uri, body, context) -> {
                  request.copy().build().headers().firstValue("Mcp-Session-Id").ifPresent(sessions);
                  request.setHeader("Authorization", "Bearer " + key);
                })
            .build();
    return McpClient.sync(transport)
        .clientInfo(Implementation.builder("mcp-client-test", "1").build())
        .requestTimeout(Duration.ofMinutes(1))
        .initializationTimeout(Duration.ofMinutes(1))
        .jsonSchemaValidator(McpClientTest::validate)
        .enableCallToolSchemaCaching(true)
        .progressConsumer(PROGRESS::add)
        .build();
  }

  /** As strictly as Parley judges what models hand to tools. */
  private static ValidationResponse validate(Map<String, Object> schema, Object content) {
    try {
      ToolSpec spec =
          new ToolSpec(
              "output",
              "output",
              McpJsonDefaults.getMapper().writeValueAsString(schema),
              false,
              false);
      String json = McpJsonDefaults.getMapper().writeValueAsString(content);
      return switch (VALIDATOR.validate(spec, json)) {
        case ArgumentsValidator.Result.Valid valid -> ValidationResponse.asValid(json);
        case ArgumentsValidator.Result.Invalid invalid ->
            ValidationResponse.asInvalid(invalid.violations().toString());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    home.close();
    provider.close();
  }

  private static CallToolResult call(McpSyncClient by, String tool, Map<String, Object> arguments) {
    return by.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
  }

  private static String text(CallToolResult result, int block) {
    return ((TextContent) result.content().get(block)).text();
  }

  private static Json structured(CallToolResult result) {
    return new Json(result.structuredContent());
  }

  @Test
  void agreesOnTheNewestVersionAndSaysWhoItIs() {
    InitializeResult begun = client.getCurrentInitializationResult();

    assertThat(begun.protocolVersion()).isEqualTo("2025-11-25");
    assertThat(begun.serverInfo().name()).isEqualTo("parley");
    assertThat(begun.capabilities().tools()).isNotNull();
    assertThat(client.ping()).isNotNull();
  }

  @Test
  void listsTheTenantsToolsAndNobodyElses() {
    Workspace other = Workspace.create(server.administrator(), "mcp-other");
    assertThat(other.createBot("not-theirs")).isNotEmpty();

    List<Tool> tools = client.listTools().tools();

    assertThat(tools)
        .extracting(Tool::name)
        .containsExactly("ask_light_keeper", "search_keeper_s_notes");
    assertThat(tools)
        .allSatisfy(
            tool -> {
              assertThat(tool.description()).isNotBlank();
              assertThat(tool.annotations().readOnlyHint()).isTrue();
              assertThat(tool.inputSchema()).containsEntry("type", "object");
            });
    assertThatThrownBy(() -> call(client, "ask_not_theirs", Map.of("question", "Hi?")))
        .isInstanceOf(McpError.class)
        .hasMessageContaining("Unknown tool");
  }

  @Test
  void findsWhatSearchFinds() {
    Map<String, Object> query = Map.of("query", "Who ground the second lens?", "k", 3);
    Map<String, Object> search = new HashMap<>(query);
    search.put("dataset_ids", List.of(dataset));
    Json searched = workspace.admin().post("/v1/search", search).expect(200).json();

    CallToolResult found = call(client, "search_keeper_s_notes", query);

    assertThat(found.isError()).isFalse();
    assertThat(structured(found).list("passages")).isEqualTo(searched.list("passages"));
    assertThat(text(found, 0)).contains("lens.md, page 1", "Tessaly Orvane");
  }

  @Test
  void asksABotWithCitationsAndProgressAndGoesOn() {
    PROGRESS.clear();
    provider.next(
        Reply.answer("Tessaly Orvane ground it ", "[1]."),
        // What is looked for in place of the question that goes on.
        Reply.words("What did Tessaly Orvane do before the lens?"),
        Reply.words("She made spectacles."));

    CallToolResult answer =
        client.callTool(
            CallToolRequest.builder("ask_light_keeper")
                .arguments(Map.of("question", "Who ground the second lens?"))
                .progressToken("watched")
                .build());

    assertThat(answer.isError()).as(answer.toString()).isFalse();
    assertThat(text(answer, 0)).isEqualTo("Tessaly Orvane ground it [1].");
    assertThat(text(answer, 1)).contains("[1] lens.md, page 1:", "session_id: ");
    Json json = structured(answer);
    assertThat(json.list("citations").getFirst().text("quote")).contains("Tessaly Orvane");
    assertThat(PROGRESS).isNotEmpty();
    assertThat(PROGRESS).allMatch(told -> "watched".equals(told.progressToken()));

    CallToolResult next =
        call(
            client,
            "ask_light_keeper",
            Map.of("question", "And before?", "session_id", json.text("session_id")));

    assertThat(text(next, 0)).isEqualTo("She made spectacles.");
    assertThat(
            workspace
                .admin()
                .get("/v1/conversations/" + json.text("session_id"))
                .expect(200)
                .json()
                .number("message_count"))
        .isEqualTo(4);
  }

  @Test
  void tellsModelsOfFailuresAndPeopleOfWrongKeys() {
    provider.next(Reply.refusal(400, "context_length_exceeded", "too long"));

    CallToolResult failed = call(client, "ask_light_keeper", Map.of("question", "Too long?"));
    CallToolResult unfit = call(client, "ask_light_keeper", Map.of("query", "Hi?"));

    assertThat(failed.isError()).isTrue();
    assertThat(text(failed, 0)).startsWith("context_length_exceeded: ");
    assertThat(unfit.isError()).isTrue();
    assertThat(text(unfit, 0)).contains("question");
    try (McpSyncClient stranger = client("pk_wrong_key")) {
      assertThatThrownBy(stranger::initialize).hasStackTraceContaining("Authorization error");
    }
  }

  @Test
  void tellsModelsWhenToComeBackWhereTheRateIsUsedUp() {
    String key = workspace.createKey("chat").text("key");
    try (McpSyncClient busy = client(key)) {
      busy.initialize();
      CallToolResult last = call(busy, "ask_light_keeper", Map.of("question", "Hi 0?"));
      for (int i = 1; i < 200 && !last.isError(); i++) {
        last = call(busy, "ask_light_keeper", Map.of("question", "Hi " + i + "?"));
      }

      assertThat(text(last, 0)).startsWith("rate_limited: ").contains("Try again in ");
      assertThat(String.valueOf(last.meta())).contains("retry_after");
      assertThat(busy.listTools().tools()).hasSize(2);
    }
  }

  @Test
  void beginsAnewWhenItsSessionHasEnded() throws Exception {
    String key = workspace.createKey("chat").text("key");
    AtomicReference<String> session = new AtomicReference<>();
    try (McpSyncClient early = client(server, key, session::set)) {
      early.initialize();
      assertThat(early.listTools().tools()).hasSize(2);
      String first = session.get();

      assertThat(end(key, first)).isEqualTo(204);

      // The client gives up the call that finds the session gone, or repeats it, as threads have
      // it.
      Throwable found = catchThrowable(early::listTools);
      if (found != null) {
        assertThat(found).hasMessageContaining("terminated");
      }
      assertThat(early.listTools().tools()).hasSize(2);
      assertThat(session.get()).isNotEqualTo(first);
      assertThat(end(key, first)).isEqualTo(404);
    }
  }

  private static int end(String key, String session) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.url().resolve("/mcp"))
            .header("Authorization", "Bearer " + key)
            .header("Mcp-Session-Id", session)
            .DELETE()
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }
}

package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of the Model Context Protocol gets that does all as it should. */
final class McpTest {
  private final RestServer server = RestServer.shared();

  private RestClient chatter() {
    return RestClient.with(server, server.key(server.tenant().id(), Role.CHAT));
  }

  @ParameterizedTest
  @CsvSource({
    "2024-11-05, 2024-11-05",
    "2025-03-26, 2025-03-26",
    "2025-06-18, 2025-06-18",
    "2025-11-25, 2025-11-25",
    "1999-01-01, 2025-11-25",
    "2099-01-01, 2025-11-25"
  })
  void agreesOnAVersion(String asked, String agreed) throws Exception {
    Answer answer = chatter().post("/mcp", McpClient.initialize(asked));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Mcp-Session-Id")).matches("[A-Za-z0-9_-]{43}");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.string("jsonrpc")).isEqualTo("2.0");
    assertThat(answer.number("id")).isZero();
    assertThat(answer.string("result.protocolVersion")).isEqualTo(agreed);
    assertThat(answer.string("result.serverInfo.name")).isEqualTo("parley");
    assertThat(answer.string("result.serverInfo.version")).isNotBlank();
    assertThat(answer.at("result.capabilities.tools").isObject()).isTrue();
    assertThat(answer.at("result.capabilities").get("resources")).isNull();
    assertThat(answer.string("result.instructions")).contains("session_id");
  }

  @Test
  void takesNotificationsAndRepliesAndAnswersPings() throws Exception {
    McpClient client = McpClient.open(chatter());

    Answer initialized =
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    assertThat(initialized.status()).isEqualTo(202);
    assertThat(initialized.text()).isEmpty();
    assertThat(client.send(McpClient.notification("notifications/unheard", "{}")).status())
        .isEqualTo(202);
    assertThat(client.send("{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}").status()).isEqualTo(202);
    assertThat(client.send(McpClient.cancelled("77")).status()).isEqualTo(202);
    assertThat(client.send("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}").text())
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"result\":{}}");
  }

  @Test
  void worksWithoutASession() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    Answer listed = knowledge.admin().post("/mcp", McpClient.request("1", "tools/list", "{}"));

    assertThat(listed.number("id")).isEqualTo(1);
    assertThat(listed.at("result.tools").size()).isEqualTo(2);
    assertThat(listed.header("Mcp-Session-Id")).isEmpty();
  }

  @Test
  void offersTheTenantsBotsAndDatasets() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    knowledge
        .admin()
        .patch("/v1/admin/bots/" + knowledge.bot(), "{\"greeting\":\"I know \\n pumps.\"}");
    knowledge
        .admin()
        .patch("/v1/admin/datasets/" + knowledge.dataset(), "{\"description\":\"All of them.\"}");

    Answer listed = McpClient.open(knowledge.admin()).request("tools/list", "{}");

    assertThat(names(listed)).containsExactly("ask_helper", "search_handbooks");
    assertThat(listed.string("result.tools.0.title")).isEqualTo("Helper");
    assertThat(listed.string("result.tools.0.description"))
        .contains("Helper", "cites", "I know pumps.");
    assertThat(listed.at("result.tools.0.annotations.readOnlyHint").getBooleanValue()).isTrue();
    assertThat(listed.at("result.tools.0.annotations.idempotentHint").getBooleanValue()).isFalse();
    assertThat(listed.string("result.tools.0.inputSchema.type")).isEqualTo("object");
    assertThat(listed.string("result.tools.0.inputSchema.required.0")).isEqualTo("question");
    assertThat(listed.string("result.tools.0.outputSchema.type")).isEqualTo("object");
    assertThat(listed.string("result.tools.1.description")).contains("Handbooks", "All of them.");
    assertThat(listed.at("result.tools.1.annotations.readOnlyHint").getBooleanValue()).isTrue();
    assertThat(listed.string("result.tools.1.inputSchema.required.0")).isEqualTo("query");
    assertThat(listed.at("result").get("nextCursor")).isNull();

    knowledge.admin().delete("/v1/admin/bots/" + knowledge.bot());
    assertThat(names(McpClient.open(knowledge.admin()).request("tools/list", "{}")))
        .containsExactly("search_handbooks");
  }

  private static List<String> names(Answer listed) {
    List<String> names = new ArrayList<>();
    for (JsonNode tool : listed.at("result.tools").values()) {
      names.add(Objects.requireNonNull(tool.get("name")).getStringValue());
    }
    return names;
  }

  @Test
  void listsManyToolsByPages() throws Exception {
    RestClient admin = RestClient.with(server, server.key(server.tenant().id(), Role.TENANT_ADMIN));
    for (int i = 0; i < 130; i++) {
      Knowledge.created(admin.post("/v1/admin/datasets", "{\"name\":\"Set " + i + "\"}"));
    }
    McpClient client = McpClient.open(admin);

    Answer first = client.request("tools/list", "{}");
    Answer second =
        client.request("tools/list", "{\"cursor\":\"" + first.string("result.nextCursor") + "\"}");

    assertThat(names(first)).hasSize(100).isSorted();
    assertThat(names(second)).hasSize(30).isSorted().doesNotContainAnyElementsOf(names(first));
    assertThat(second.at("result").get("nextCursor")).isNull();
    assertThat(client.tool("search_set_129", "{\"query\":\"x\"}").string("result.content.0.text"))
        .isEqualTo("Nothing was found.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"k\":3",
        "\"rerank\":true,\"k\":2",
        "\"mode\":\"keyword\"",
        "\"mode\":\"semantic\",\"k\":1.0",
        "\"fusion\":\"weighted\",\"semantic_weight\":0.3,\"min_score\":0.1",
        "\"diversity\":0.5,\"tags\":[]",
        "\"languages\":[\"en\"],\"created_after\":\"2000-01-01T00:00:00Z\",\"created_before\":\"2999-01-01T00:00:00Z\""
      })
  void findsWhatSearchFinds(String more) throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    String query = "{\"query\":\"when do pumps need grease\"," + more.replace("1.0", "1");
    Answer searched =
        knowledge
            .admin()
            .post("/v1/search", query + ",\"dataset_ids\":[\"" + knowledge.dataset() + "\"]}");

    Answer found =
        McpClient.open(knowledge.admin())
            .tool("search_handbooks", "{\"query\":\"when do pumps need grease\"," + more + "}");

    assertThat(searched.at("passages").size()).as(searched.text()).isPositive();
    assertThat(found.at("result.structuredContent.passages")).isEqualTo(searched.at("passages"));
    assertThat(found.at("result.isError").getBooleanValue()).isFalse();
    assertThat(found.string("result.content.0.text"))
        .startsWith("[1] pumps.md, page 1 (score ")
        .contains(searched.string("passages.0.text"), knowledge.document());
  }

  @Test
  void answersWithSourcesAndGoesOn() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    McpClient client = McpClient.open(knowledge.admin());

    Answer answer = client.tool("ask_helper", "{\"question\":\"When do pumps need grease?\"}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("RateLimit")).startsWith("\"requests\"");
    assertThat(answer.string("result.content.0.type")).isEqualTo("text");
    assertThat(answer.string("result.content.0.text")).isEqualTo("Pumps need grease [1].");
    String structured = "result.structuredContent.";
    assertThat(answer.string(structured + "output")).isEqualTo("Pumps need grease [1].");
    assertThat(answer.string(structured + "finish_reason")).isEqualTo("stop");
    assertThat(answer.string(structured + "citations.0.document_id"))
        .isEqualTo(knowledge.document());
    assertThat(answer.number(structured + "usage.total_tokens")).isEqualTo(16);
    assertThat(answer.at("result.structuredContent").get("refusal")).isNull();
    String session = answer.string(structured + "session_id");
    assertThat(answer.string("result.content.1.text"))
        .contains(
            "[1] pumps.md, page 1: \"" + answer.string(structured + "citations.0.quote") + "\"",
            "session_id: " + session);

    Answer next =
        client.tool(
            "ask_helper", "{\"question\":\"And valves?\",\"session_id\":\"" + session + "\"}");

    assertThat(next.string(structured + "session_id")).isEqualTo(session);
    Answer stored = knowledge.admin().get("/v1/conversations/" + session);
    assertThat(stored.number("message_count")).isEqualTo(4);
    assertThat(stored.string("messages.3.id")).isEqualTo(next.string(structured + "message_id"));
    assertThat(knowledge.admin().get("/v1/runs/" + next.string(structured + "run_id")).status())
        .isEqualTo(200);
  }

  @Test
  void tellsWhatABotIsForWhereItRefuses() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    knowledge
        .admin()
        .patch(
            "/v1/admin/scopes/" + knowledge.scope(),
            "{\"denied_topics\":[\"valves\"],\"refusal_message\":\"Pumps only.\"}");
    knowledge
        .admin()
        .patch("/v1/admin/bots/" + knowledge.bot(), "{\"scopes\":[\"" + knowledge.scope() + "\"]}");

    Answer answer =
        McpClient.open(knowledge.admin())
            .tool("ask_helper", "{\"question\":\"When are valves turned?\"}");

    assertThat(answer.at("result.isError").getBooleanValue()).as(answer.text()).isFalse();
    assertThat(answer.string("result.content.0.text")).isEqualTo("Pumps only.");
    assertThat(answer.string("result.structuredContent.refusal.reason")).isEqualTo("denied_topic");
    assertThat(answer.string("result.structuredContent.refusal.scope")).isEqualTo("Pumps");
    assertThat(answer.string("result.structuredContent.finish_reason")).isEqualTo("refused");
  }

  @Test
  void answersAsAStreamWhereTheClientTakesNothingElse() throws Exception {
    McpClient client = McpClient.open(chatter());
    try (Events events =
        new Events(
            client
                .message(McpClient.request("3", "ping", "{}"))
                .header("Accept", "text/event-stream")
                .stream()
                .body())) {
      assertThat(events.rest())
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.type()).isEqualTo("message");
                assertThat(event.data()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}");
              });
    }
  }

  @Test
  void takesListsOfMessagesInTheVersionThatHasThem() throws Exception {
    RestClient client = chatter();
    String ping = McpClient.request("1", "ping", "{}");
    String list = McpClient.request("\"two\"", "tools/list", "{}");
    String notice = McpClient.notification("notifications/initialized", "{}");

    Answer both = client.post("/mcp", "[" + ping + "," + notice + "," + list + ",7]");
    Answer notices = client.post("/mcp", "[" + notice + "," + notice + "]");

    assertThat(both.status()).isEqualTo(200);
    assertThat(both.json().size()).isEqualTo(3);
    assertThat(both.number("0.id")).isEqualTo(1);
    assertThat(both.string("1.id")).isEqualTo("two");
    assertThat(both.at("1.result.tools").isArray()).isTrue();
    assertThat(both.number("2.error.code")).isEqualTo(-32600);
    assertThat(both.at("2.id").isNull()).isTrue();
    assertThat(notices.status()).isEqualTo(202);
  }
}

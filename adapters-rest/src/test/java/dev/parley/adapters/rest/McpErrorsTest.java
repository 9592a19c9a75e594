package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.adapters.rest.intake.Intake;
import dev.parley.domain.tenant.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of the Model Context Protocol is told that does something wrong. */
final class McpErrorsTest {
  private static final Pattern CODE =
      Pattern.compile("\"_meta\":\\{\"dev.parley/error\":\\{\"code\":\"(\\w+)\"");

  private final RestServer server = RestServer.shared();
  private final RestClient client =
      RestClient.with(server, server.key(server.tenant().id(), Role.CHAT));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"jsonrpc\":  | -32700 | null",
        "nothing | -32700 | null",
        "{\"a\":1}x{ | -32600 | null",
        "\"text\" | -32600 | null",
        "7 | -32600 | null",
        "null | -32600 | null",
        "{} | -32600 | null",
        "{\"id\":5,\"method\":\"ping\"} | -32600 | 5",
        "{\"jsonrpc\":\"1.0\",\"id\":5,\"method\":\"ping\"} | -32600 | 5",
        "{\"jsonrpc\":\"2.0\",\"id\":5} | -32600 | 5",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"} | -32600 | null",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"} | -32600 | null",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"} | -32600 | null",
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":7} | -32600 | 5",
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\",\"params\":[1]} | -32602 | 5",
        "[] | -32600 | null",
      })
  void refusesWhatIsNoMessage(String body, int code, String id) throws Exception {
    Answer answer = client.post("/mcp", body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.number("error.code")).isEqualTo(code);
    assertThat(answer.string("error.message")).isNotBlank();
    assertThat(answer.text()).contains("\"id\":" + id + ",");
  }

  @Test
  void refusesAnEmptyBodyAndInvalidUtf8() throws Exception {
    Answer empty = client.post("/mcp", "");
    Answer broken =
        client
            .call("POST", "/mcp")
            .body(
                "application/json",
                BodyPublishers.ofByteArray(
                    new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'}))
            .send();

    assertThat(empty.status()).isBetween(400, 422);
    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.number("error.code")).isEqualTo(-32700);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resources/list | {} | -32601",
        "prompts/get | {\"name\":\"x\"} | -32601",
        "logging/setLevel | {\"level\":\"debug\"} | -32601",
        "nothing | {} | -32601",
        "initialize | {} | -32602",
        "initialize | {\"protocolVersion\":7,\"capabilities\":{},\"clientInfo\":[]} | -32602",
        "tools/list | {\"cursor\":7} | -32602",
        "tools/list | {\"cursor\":\"!\"} | -32602",
        "tools/list | {\"cursor\":\"bm90aGluZw\"} | -32602",
        "tools/call | {} | -32602",
        "tools/call | {\"name\":7} | -32602",
        "tools/call | {\"name\":\"ask_nobody\"} | -32602",
        "tools/call | {\"name\":\"search_nothing\",\"arguments\":{}} | -32602",
        "tools/call | {\"name\":\"ask_\"} | -32602",
        "tools/call | {\"name\":\"delete_all\"} | -32602",
        "tools/call | {\"name\":\"ask_x\",\"arguments\":[]} | -32602",
      })
  void answersErrorsOfTheProtocolAsSuch(String method, String params, int code) throws Exception {
    Answer answer = client.post("/mcp", McpClient.request("4", method, params));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.number("id")).isEqualTo(4);
    assertThat(answer.number("error.code")).isEqualTo(code);
    assertThat(answer.json().get("result")).isNull();
    assertThat(answer.header("Mcp-Session-Id")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ask_helper | {} | question: missing",
        "ask_helper | {\"question\":7} | question: not text",
        "ask_helper | {\"question\":\" \"} | empty_message",
        "ask_helper | {\"question\":\"hi\",\"model\":\"x\"} | 'model': not an argument",
        "ask_helper | {\"question\":\"hi\",\"session_id\":\"x\"} | session_id: 'x'",
        "ask_helper | {\"question\":\"hi\",\"file_ids\":[\"x\"]} | file_ids: 'x' (expected: a UUID)",
        "ask_helper | {\"question\":\"hi\",\"file_ids\":[null]} | file_ids: an item is not text",
        "ask_helper | {\"question\":\"hi\",\"file_ids\":\"x\"} | file_ids: not a list",
        "ask_helper | {\"question\":\"fail provider_timeout\"} | provider_timeout: planned",
        "search_handbooks | {} | query: missing",
        "search_handbooks | {\"query\":\" \"} | query: 1 characters",
        "search_handbooks | {\"query\":\"x\",\"k\":0} | k: 0 (expected: 1..50)",
        "search_handbooks | {\"query\":\"x\",\"k\":1.5} | k: not a whole number",
        "search_handbooks | {\"query\":\"x\",\"mode\":\"magic\"} | mode: 'magic'",
        "search_handbooks | {\"query\":\"x\",\"tags\":[7]} | tags: an item is not text",
        "search_handbooks | {\"query\":\"x\",\"tags\":\"y\"} | tags: not a list",
        "search_handbooks | {\"query\":\"x\",\"diversity\":\"y\"} | diversity: not a number",
        "search_handbooks | {\"query\":\"x\",\"dataset_ids\":[]} | 'dataset_ids': not an argument",
      })
  void tellsModelsWhatWasWrongWithACall(String tool, String arguments, String text)
      throws Exception {
    Answer answer = McpClient.open(Knowledge.in(server).admin()).tool(tool, arguments);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("result.isError").getBooleanValue()).as(answer.text()).isTrue();
    assertThat(answer.string("result.content.0.text")).contains(text);
    assertThat(answer.at("result").get("structuredContent")).isNull();
    Matcher code = CODE.matcher(answer.text());
    assertThat(code.find()).as(answer.text()).isTrue();
    assertThat(DocumentedErrors.codes()).containsKey(code.group(1));
  }

  @Test
  void tellsOfABudgetThatIsUsedUp() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    knowledge.admin().patch("/v1/admin/bots/" + knowledge.bot(), "{\"daily_budget\":0}");

    Answer answer = McpClient.open(knowledge.admin()).tool("ask_helper", "{\"question\":\"hi\"}");

    assertThat(answer.at("result.isError").getBooleanValue()).isTrue();
    assertThat(answer.string("result.content.0.text")).startsWith("budget_exhausted: ");
    assertThat(answer.header("RateLimit")).startsWith("\"requests\"");
  }

  @Test
  void tellsWhenToTryAgain() throws Exception {
    Answer answer =
        McpClient.open(Knowledge.in(server).admin())
            .tool("ask_helper", "{\"question\":\"fail overloaded\"}");

    assertThat(answer.at("result.isError").getBooleanValue()).isTrue();
    assertThat(answer.string("result.content.0.text"))
        .startsWith("overloaded: ")
        .containsPattern("Try again in [1-9]");
  }

  @Test
  void refusesAnswersOfTwoBotsInOneConversation() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    McpClient mcp = McpClient.open(knowledge.admin());
    Knowledge.created(
        knowledge.admin().post("/v1/admin/bots", "{\"slug\":\"other-one\",\"name\":\"Other\"}"));
    String session =
        mcp.tool("ask_other_one", "{\"question\":\"hi\"}")
            .string("result.structuredContent.session_id");

    Answer answer =
        mcp.tool("ask_helper", "{\"question\":\"hi\",\"session_id\":\"" + session + "\"}");

    assertThat(answer.string("result.content.0.text")).contains("session_id: another bot's");
  }

  @Test
  void refusesVersionsThatItDoesNotKnow() throws Exception {
    Answer answer =
        client
            .call("POST", "/mcp")
            .json(McpClient.request("1", "ping", "{}"))
            .header("MCP-Protocol-Version", "1999-01-01")
            .send();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.number("error.code")).isEqualTo(-32600);
    assertThat(answer.string("error.message")).contains("1999-01-01", "2025-06-18");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-06-18", "2025-11-25"})
  void refusesListsOfMessagesInVersionsWithoutThem(String version) throws Exception {
    Answer answer =
        client
            .call("POST", "/mcp")
            .json("[" + McpClient.request("1", "ping", "{}") + "]")
            .header("MCP-Protocol-Version", version)
            .send();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.number("error.code")).isEqualTo(-32600);
  }

  @Test
  void refusesLongListsAndBeginningsInThem() throws Exception {
    String ping = McpClient.request("1", "ping", "{}");
    Answer tooMany = client.post("/mcp", "[" + ping + ("," + ping).repeat(32) + "]");
    Answer begun = client.post("/mcp", "[" + McpClient.initialize("2025-03-26") + "]");

    assertThat(tooMany.status()).isEqualTo(400);
    assertThat(begun.number("0.error.code")).isEqualTo(-32600);
    assertThat(begun.header("Mcp-Session-Id")).isEmpty();
  }

  @Test
  void refusesLargeBodiesAndOtherTypes() throws Exception {
    String large = McpClient.request("1", "ping", "{\"x\":\"" + "y".repeat(1 << 20) + "\"}");
    assertProblem(client.post("/mcp", large), 413, "body_too_large");
    assertProblem(
        client.call("POST", "/mcp").body("text/plain", BodyPublishers.ofString("{}")).send(),
        415,
        "unsupported_media_type");
    assertProblem(
        client.call("POST", "/mcp").json("{}").header("Accept", "text/html").send(),
        406,
        "not_acceptable");
  }

  @Test
  void hasNoStreamOfItsOwnAndNoOtherMethods() throws Exception {
    assertProblem(
        client.call("GET", "/mcp").header("Accept", "text/event-stream").send(),
        405,
        "method_not_allowed");
    assertProblem(client.call("PUT", "/mcp").json("{}").send(), 405, "method_not_allowed");
    assertProblem(client.get("/mcp/nothing"), 404, "not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://rebound.example",
        "https://app.example.evil",
        "http://127.0.0.1:8080",
        "null",
        ""
      })
  void refusesPagesOfOrigins(String origin) throws Exception {
    for (String method : new String[] {"POST", "GET", "DELETE"}) {
      Answer answer =
          client
              .call(method, "/mcp")
              .json(McpClient.request("1", "ping", "{}"))
              .header("Origin", origin)
              .send();

      assertProblem(answer, 403, "origin_not_allowed");
    }
  }

  @Test
  void letsPagesInThatAreAllowedByName() throws Exception {
    Answer answer =
        client
            .call("POST", "/mcp")
            .json(McpClient.initialize("2025-06-18"))
            .header("Origin", RestServer.ORIGIN)
            .send();

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(RestServer.ORIGIN);
    assertThat(answer.headers().allValues("Access-Control-Expose-Headers"))
        .contains("Mcp-Session-Id");
  }

  @Test
  void refusesStrangersBeforeAnythingElse() throws Exception {
    Answer answer = RestClient.stranger(server).post("/mcp", McpClient.initialize("2025-06-18"));

    assertProblem(answer, 401, "unauthorized");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(answer.header("Mcp-Session-Id")).isEmpty();
  }

  @Test
  void takesNothingInWhileTheServerStops() throws Exception {
    try (RestServer stopping = RestServer.start()) {
      RestClient last = RestClient.with(stopping, stopping.key(stopping.tenant().id(), Role.CHAT));
      stopping.context().getBean(Intake.class).close();

      assertProblem(last.post("/mcp", McpClient.initialize("2025-06-18")), 503, "overloaded");
    }
  }
}

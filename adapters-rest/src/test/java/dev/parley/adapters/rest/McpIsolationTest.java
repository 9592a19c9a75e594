package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody sees, calls, goes on with or ends what is another's. */
final class McpIsolationTest {
  private static final String LIST = McpClient.request("1", "tools/list", "{}");

  private final RestServer server = RestServer.shared();

  private RestClient with(Knowledge knowledge, Role role) {
    return RestClient.with(server, server.key(knowledge.tenant().id(), role));
  }

  @Test
  void neitherListsNorCallsToolsOfAnotherTenant() throws Exception {
    Knowledge theirs = Knowledge.in(server);
    Knowledge.created(
        theirs.admin().post("/v1/admin/bots", "{\"slug\":\"secret\",\"name\":\"Secret\"}"));
    Knowledge.created(theirs.admin().post("/v1/admin/datasets", "{\"name\":\"Secret files\"}"));
    McpClient me = McpClient.open(Knowledge.in(server).admin());

    assertThat(me.send(LIST).text()).doesNotContainIgnoringCase("secret");
    for (String name : new String[] {"ask_secret", "search_secret_files"}) {
      Answer foreign = me.tool(name, "{\"question\":\"x\",\"query\":\"x\"}");
      Answer nothing = me.tool(name.replace("secret", "nothing"), "{}");
      assertThat(foreign.number("error.code")).isEqualTo(-32602);
      assertThat(foreign.text().replaceAll("\"id\":\\d+", ""))
          .isEqualTo(nothing.text().replaceAll("\"id\":\\d+", ""));
    }
    assertThat(McpClient.open(theirs.admin()).send(LIST).text()).contains("ask_secret");
  }

  @Test
  void asksTheCallersBotWhereTwoTenantsHaveOneOfTheName() throws Exception {
    Knowledge theirs = Knowledge.in(server);
    Knowledge mine = Knowledge.in(server);

    Answer answer = McpClient.open(mine.admin()).tool("ask_helper", "{\"question\":\"grease\"}");
    Answer found = McpClient.open(mine.admin()).tool("search_handbooks", "{\"query\":\"grease\"}");

    assertThat(answer.text()).contains(mine.document()).doesNotContain(theirs.document());
    assertThat(found.text()).contains(mine.document()).doesNotContain(theirs.document());
  }

  @Test
  void doesNotGoOnWithAnotherConversation() throws Exception {
    Knowledge theirs = Knowledge.in(server);
    Knowledge mine = Knowledge.in(server);
    String session =
        McpClient.open(theirs.admin())
            .tool("ask_helper", "{\"question\":\"hi\"}")
            .string("result.structuredContent.session_id");

    for (RestClient other : new RestClient[] {mine.admin(), with(theirs, Role.CHAT)}) {
      McpClient client = McpClient.open(other);
      Answer foreign = goOn(client, session);
      Answer nothing = goOn(client, "01990000-0000-7000-8000-000000000007");

      assertThat(foreign.at("result.isError").getBooleanValue()).isTrue();
      assertThat(foreign.string("result.content.0.text")).startsWith("not_found: ");
      assertThat(foreign.at("result")).isEqualTo(nothing.at("result"));
    }
    assertThat(theirs.admin().get("/v1/conversations/" + session).number("message_count"))
        .isEqualTo(2);
  }

  private static Answer goOn(McpClient client, String session) throws Exception {
    return client.tool("ask_helper", "{\"question\":\"hi\",\"session_id\":\"" + session + "\"}");
  }

  @Test
  void knowsNoSessionOfAnotherKey() throws Exception {
    Knowledge theirs = Knowledge.in(server);
    McpClient opened = McpClient.open(theirs.admin());
    Knowledge mine = Knowledge.in(server);

    for (RestClient other : new RestClient[] {mine.admin(), with(theirs, Role.TENANT_ADMIN)}) {
      McpClient thief = McpClient.in(other, opened.session());
      assertProblem(thief.send(LIST), 404, "not_found");
      assertProblem(
          thief.send(McpClient.notification("notifications/initialized", "{}")), 404, "not_found");
      assertProblem(thief.resume("x").send(), 404, "not_found");
      assertProblem(thief.withHeaders(other.call("DELETE", "/mcp")).send(), 404, "not_found");
    }
    assertThat(opened.send(LIST).status()).isEqualTo(200);
  }

  @Test
  void knowsNoSessionThatIsNone() throws Exception {
    RestClient client = RestClient.with(server, server.key(server.tenant().id(), Role.CHAT));
    String real = McpClient.open(client).session();
    String last = real.endsWith("A") ? "B" : "A";

    for (String session :
        new String[] {
          "x",
          real + "x",
          real.substring(1),
          real.substring(0, 42) + last,
          "ü".repeat(43),
          "A".repeat(43),
          ""
        }) {
      assertProblem(McpClient.in(client, session).send(LIST), 404, "not_found");
    }
  }

  @Test
  void endsASessionForGood() throws Exception {
    RestClient client = RestClient.with(server, server.key(server.tenant().id(), Role.CHAT));
    McpClient ended = McpClient.open(client);
    McpClient other = McpClient.open(client);
    assertThat(ended.send(LIST).status()).isEqualTo(200);

    assertThat(ended.withHeaders(client.call("DELETE", "/mcp")).send().status()).isEqualTo(204);

    assertProblem(ended.send(LIST), 404, "not_found");
    assertProblem(ended.withHeaders(client.call("DELETE", "/mcp")).send(), 404, "not_found");
    assertThat(other.send(LIST).status()).isEqualTo(200);
    assertProblem(client.delete("/mcp"), 404, "not_found");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void servesEveryRoleThatMayChat(Role role) throws Exception {
    McpClient client = McpClient.open(with(Knowledge.in(server), role));

    assertThat(client.tool("ask_helper", "{\"question\":\"hi\"}").text())
        .contains("\"isError\":false");
    assertThat(client.tool("search_handbooks", "{\"query\":\"hi\"}").text())
        .contains("\"isError\":false");
  }

  @Test
  void knowsNoKeyThatWasRevokedNorOneOfASuspendedTenant() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    String key = server.key(knowledge.tenant().id(), Role.CHAT);
    McpClient revoked = McpClient.open(RestClient.with(server, key));
    McpClient suspended = McpClient.open(with(knowledge, Role.CHAT));
    KeyEnds.revoke(server, key);

    assertProblem(revoked.send(LIST), 401, "unauthorized");
    assertThat(suspended.send(LIST).status()).isEqualTo(200);

    server
        .stores()
        .tenants()
        .update(knowledge.tenant().withStatus(TenantStatus.SUSPENDED, Fixtures.NOW));
    assertProblem(suspended.send(LIST), 401, "unauthorized");
  }

  @Test
  void endsTheStreamOfAKeyThatIsRevokedWithoutAnAnswer() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    String key = server.key(knowledge.tenant().id(), Role.CHAT);
    McpClient client = McpClient.open(RestClient.with(server, key));
    try (Events events =
        client.stream(
            McpClient.watchedCall("1", "ask_helper", "{\"question\":\"wait\"}", "\"t\""))) {
      assertThat(events.next("message").data()).contains("notifications/progress");

      KeyEnds.revoke(server, key);

      assertThat(events.rest()).noneMatch(event -> event.data().contains("\"result\""));
    } finally {
      server.model().release();
    }
  }
}

package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be done with a conversation besides going on with it. */
final class KeptConversationTest {
  private final RestServer server = RestServer.shared();
  private final Tenant tenant = server.tenant();
  private final RestClient client = RestClient.with(server, server.key(tenant.id(), Role.CHAT));
  private final RestClient stranger = RestClient.stranger(server);

  private Answer begun() throws Exception {
    return client.post("/v1/conversations", "{\"first_message\":\"How are pumps kept?\"}");
  }

  private static String path(Answer conversation) {
    return "/v1/conversations/" + conversation.string("id");
  }

  private void allow(boolean sharing, TenantStatus status) {
    Tenant changed =
        tenant.withSharing(sharing, tenant.updatedAt()).withStatus(status, tenant.updatedAt());
    server.stores().tenants().update(changed);
  }

  // Feedback

  @Test
  void showsWhatTheCallerSaysOfAnAnswerUntilItIsTakenBack() throws Exception {
    Answer conversation = begun();
    String answer = conversation.string("messages.1.id");
    String feedback = path(conversation) + "/messages/" + answer + "/feedback";
    assertThat(conversation.at("messages.1.feedback").isNull()).isTrue();

    Answer rated = client.post(feedback, "{\"rating\":\"down\",\"comment\":\"Too short.\"}");

    assertThat(rated.status()).as(rated.text()).isEqualTo(200);
    assertThat(rated.string("id")).isEqualTo(answer);
    assertThat(rated.string("feedback.rating")).isEqualTo("down");
    Answer shown = client.get(path(conversation));
    assertThat(shown.string("messages.1.feedback.rating")).isEqualTo("down");
    assertThat(shown.string("messages.1.feedback.comment")).isEqualTo("Too short.");
    assertThat(shown.at("messages.0.feedback").isNull()).isTrue();

    client.post(feedback, "{\"rating\":\"up\"}");
    assertThat(client.get(path(conversation)).string("messages.1.feedback.rating")).isEqualTo("up");
    assertThat(client.get(path(conversation)).at("messages.1.feedback.comment").isNull()).isTrue();

    assertThat(client.delete(feedback).status()).isEqualTo(204);
    assertThat(client.delete(feedback).status()).isEqualTo(204);
    assertThat(client.get(path(conversation)).at("messages.1.feedback").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | rating",
        "{\"rating\":\"great\"} | rating",
        "{\"rating\":1} | rating",
        "{\"rating\":\"up\",\"comment\":\"COMMENT\"} | comment",
      })
  void refusesFeedbackThatIsNone(String body, String field) throws Exception {
    Answer conversation = begun();

    Answer answer =
        client.post(
            path(conversation) + "/messages/" + conversation.string("messages.1.id") + "/feedback",
            body.replace("COMMENT", "x".repeat(2_001)));

    assertProblem(answer, 422, "invalid_request");
    assertThat(answer.string("details.0.field")).isEqualTo(field);
  }

  @Test
  void ratesAnswersAlone() throws Exception {
    Answer conversation = begun();

    assertProblem(
        client.post(
            path(conversation) + "/messages/" + conversation.string("messages.0.id") + "/feedback",
            "{\"rating\":\"up\"}"),
        409,
        "not_an_answer");
  }

  // Versions

  @Test
  void changesTheVersionThatTheCallerSaw() throws Exception {
    String path = path(begun());
    Answer seen = client.get(path);
    assertThat(seen.header("ETag")).isEqualTo("\"0\"");

    Answer changed = patch(path, "\"0\"", "First");
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(changed.header("ETag")).isEqualTo("\"1\"");
    assertThat(client.get(path).header("ETag")).isEqualTo("\"1\"");

    assertProblem(patch(path, "\"0\"", "Second"), 412, "precondition_failed");
    assertProblem(patch(path, "W/\"1\"", "Second"), 412, "precondition_failed");
    assertProblem(patch(path, "\"abc\"", "Second"), 412, "precondition_failed");
    assertThat(client.get(path).string("title")).isEqualTo("First");

    assertThat(patch(path, "\"0\", \"1\"", "Second").header("ETag")).isEqualTo("\"2\"");
    assertThat(patch(path, "*", "Third").status()).isEqualTo(200);
    assertThat(client.patch(path, "{\"title\":\"Last\"}").header("ETag")).isEqualTo("\"4\"");
  }

  private Answer patch(String path, String ifMatch, String title) throws Exception {
    return client
        .call("PATCH", path)
        .header("If-Match", ifMatch)
        .json("{\"title\":\"" + title + "\"}")
        .send();
  }

  @Test
  void removesTheVersionThatTheCallerSaw() throws Exception {
    String path = path(begun());
    client.patch(path, "{\"pinned\":true}");

    assertProblem(
        client.call("DELETE", path).header("If-Match", "\"0\"").send(), 412, "precondition_failed");
    assertThat(client.get(path).status()).isEqualTo(200);
    assertThat(client.call("DELETE", path).header("If-Match", "\"1\"").send().status())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "\"0", "\"0\" \"1\"", "x\"0\""})
  void refusesConditionsThatAreNone(String ifMatch) throws Exception {
    String path = path(begun());

    assertProblem(patch(path, ifMatch, "First"), 422, "invalid_request");
    assertProblem(
        client.call("DELETE", path).header("If-Match", ifMatch).send(), 422, "invalid_request");
  }

  // Export

  @Test
  void exportsTheActiveBranchAsMarkdown() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    Answer conversation =
        knowledge
            .admin()
            .post(
                "/v1/conversations",
                "{\"first_message\":\"# grease\",\"bot_id\":\""
                    + knowledge.bot()
                    + "\",\"title\":\"Pumps: \\\"A/B\\\"\"}");
    String answer = conversation.string("messages.1.id");
    Answer again =
        knowledge.admin().post(path(conversation) + "/messages/" + answer + "/regenerate", "{}");

    Answer exported = knowledge.admin().get(path(conversation) + "/export?format=md");

    assertThat(exported.status()).as(exported.text()).isEqualTo(200);
    assertThat(exported.header("Content-Type")).isEqualTo("text/markdown; charset=utf-8");
    assertThat(exported.header("Content-Disposition"))
        .isEqualTo(
            "attachment; filename=\"Pumps_ _A_B_.md\";"
                + " filename*=UTF-8''Pumps%3A%20%22A%2FB%22.md");
    assertThat(exported.header("X-Content-Type-Options")).isEqualTo("nosniff");
    String quote = again.string("citations.0.quote").strip().replaceAll("\\R", " ");
    assertThat(exported.text())
        .startsWith("# Pumps: \"A/B\"\n\n## User · ")
        .contains("\n\n\\# grease\n\n## Assistant · ")
        .contains(again.string("created_at") + " · test/planned\n\nPumps need grease [^2-1].\n")
        .contains("\n[^2-1]: ")
        .contains(", page 1: “" + quote + "”\n")
        .doesNotContain(conversation.string("messages.1.created_at"));
    assertThat(knowledge.admin().get(path(conversation) + "/export").text())
        .isEqualTo(exported.text());
  }

  @Test
  void exportsEveryBranchAsJson() throws Exception {
    Answer conversation = begun();
    client.post(
        path(conversation) + "/messages/" + conversation.string("messages.1.id") + "/regenerate",
        "{}");

    Answer exported = client.get(path(conversation) + "/export?format=json");

    assertThat(exported.header("Content-Type")).isEqualTo("application/json");
    assertThat(exported.header("Content-Disposition")).startsWith("attachment; filename=\"");
    assertThat(exported.at("messages").size()).isEqualTo(3);
    assertThat(exported.text()).isEqualTo(client.get(path(conversation)).text());
    assertProblem(client.get(path(conversation) + "/export?format=pdf"), 422, "invalid_request");
  }

  // Sharing

  @Test
  void showsAConversationToWhoeverHoldsTheToken() throws Exception {
    allow(true, TenantStatus.ACTIVE);
    Knowledge knowledge = Knowledge.in(server);
    server
        .stores()
        .tenants()
        .update(knowledge.tenant().withSharing(true, knowledge.tenant().updatedAt()));
    Answer conversation =
        knowledge
            .admin()
            .post(
                "/v1/conversations",
                "{\"first_message\":\"grease\",\"bot_id\":\"" + knowledge.bot() + "\"}");
    Answer made = knowledge.admin().post(path(conversation) + "/share", "{}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.string("token")).matches("[A-Za-z0-9_-]{43}");
    assertThat(made.string("url")).isEqualTo("/v1/shared/" + made.string("token"));
    assertThat(made.at("expires_at").isNull()).isTrue();
    knowledge.admin().post(path(conversation) + "/messages", "{\"message\":\"And later?\"}");

    Answer shared = stranger.get(made.string("url"));

    assertThat(shared.status()).as(shared.text()).isEqualTo(200);
    assertThat(shared.header("Cache-Control")).isEqualTo("no-store");
    assertThat(shared.header("X-Robots-Tag")).isEqualTo("noindex");
    assertThat(shared.string("title")).isEqualTo("grease");
    assertThat(shared.at("messages").size()).isEqualTo(2);
    assertThat(shared.string("messages.0.role")).isEqualTo("user");
    assertThat(shared.string("messages.0.content")).isEqualTo("grease");
    assertThat(shared.string("messages.1.citations.0.quote"))
        .isEqualTo(conversation.string("messages.1.citations.0.quote"));
    assertThat(shared.text()).doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-");
  }

  @Test
  void listsAndRevokesShares() throws Exception {
    allow(true, TenantStatus.ACTIVE);
    String share = path(begun()) + "/share";
    Answer one = client.call("POST", share).send();
    Answer two = client.post(share, "{\"expires_at\":\"2999-01-01T00:00:00Z\"}");
    Answer three = client.post(share, "{}");
    assertThat(one.status()).as(one.text()).isEqualTo(201);
    assertThat(two.string("expires_at")).isEqualTo("2999-01-01T00:00:00Z");

    Answer list = client.get(share);
    assertThat(list.at("shares").size()).isEqualTo(3);
    assertThat(list.string("shares.1.id")).isEqualTo(two.string("id"));
    assertThat(list.text()).doesNotContain("token", "url", one.string("token"));

    assertThat(client.delete(share + "/" + one.string("id")).status()).isEqualTo(204);
    assertProblem(client.delete(share + "/" + one.string("id")), 404, "not_found");
    assertProblem(stranger.get(one.string("url")), 404, "not_found");
    assertThat(stranger.get(two.string("url")).status()).isEqualTo(200);

    assertThat(client.delete(share).status()).isEqualTo(204);
    assertProblem(stranger.get(two.string("url")), 404, "not_found");
    assertProblem(stranger.get(three.string("url")), 404, "not_found");
    assertThat(client.get(share).at("shares").size()).isZero();
  }

  @Test
  void answersAlikeForWhateverCannotBeRead() throws Exception {
    allow(true, TenantStatus.ACTIVE);
    Answer conversation = begun();
    Answer made = client.post(path(conversation) + "/share", "{}");
    String url = made.string("url");
    Answer none = stranger.get("/v1/shared/" + "a".repeat(43));
    assertProblem(none, 404, "not_found");

    allow(false, TenantStatus.ACTIVE);
    assertSame(stranger.get(url), none);
    allow(true, TenantStatus.SUSPENDED);
    assertSame(stranger.get(url), none);
    allow(true, TenantStatus.ACTIVE);
    assertThat(stranger.get(url).status()).isEqualTo(200);
    client.delete(path(conversation));
    assertSame(stranger.get(url), none);
    assertSame(stranger.get("/v1/shared/x"), none);
    assertSame(stranger.get("/v1/shared/" + made.string("id")), none);
  }

  private static void assertSame(Answer answer, Answer none) {
    assertThat(answer.status()).isEqualTo(none.status());
    assertThat(answer.withoutRequestId()).isEqualTo(none.withoutRequestId());
    assertThat(answer.headers().map().keySet()).isEqualTo(none.headers().map().keySet());
  }

  @Test
  void sharesNothingUnlessTheTenantMay() throws Exception {
    String share = path(begun()) + "/share";
    assertProblem(client.post(share, "{}"), 403, "sharing_disabled");
    RestClient platform =
        RestClient.with(server, server.key(server.tenant().id(), Role.PLATFORM_ADMIN));
    String path = "/v1/admin/tenants/" + tenant.id();
    assertThat(platform.get(path).at("sharing").getBooleanValue()).isFalse();

    Answer changed = platform.patch(path, "{\"sharing\":true}");
    assertThat(changed.at("sharing").getBooleanValue()).isTrue();
    assertThat(client.post(share, "{}").status()).isEqualTo(201);
  }

  @Test
  void refusesAnEndThatIsPast() throws Exception {
    allow(true, TenantStatus.ACTIVE);
    String share = path(begun()) + "/share";

    for (String end : new String[] {"2020-01-01T00:00:00Z", "soon"}) {
      Answer answer = client.post(share, "{\"expires_at\":\"" + end + "\"}");
      assertProblem(answer, 422, "invalid_request");
      assertThat(answer.string("details.0.field")).isEqualTo("expires_at");
    }
    Answer soon = client.post(share, "{\"expires_at\":\"" + Instant.now().plusMillis(300) + "\"}");
    assertThat(soon.status()).as(soon.text()).isEqualTo(201);
    Thread.sleep(400);
    assertProblem(stranger.get(soon.string("url")), 404, "not_found");
  }
}

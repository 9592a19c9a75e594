package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static dev.parley.adapters.rest.Knowledge.created;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdministrationTest {
  private final RestServer server = RestServer.shared();
  private final Tenant tenant = server.tenant();
  private final RestClient platform =
      RestClient.with(server, server.key(tenant.id(), Role.PLATFORM_ADMIN));
  private final RestClient admin =
      RestClient.with(server, server.key(tenant.id(), Role.TENANT_ADMIN));

  @Test
  void keepsTenants() throws Exception {
    String slug = Fixtures.slug("acme").value();
    String body = "{\"slug\":\"" + slug + "\",\"name\":\" Acme \"}";
    Answer made = platform.post("/v1/admin/tenants", body);
    String path = "/v1/admin/tenants/" + created(made);

    assertThat(made.string("name")).isEqualTo("Acme");
    assertThat(made.string("status")).isEqualTo("active");
    assertThat(made.string("created_at")).endsWith("Z");
    assertThat(platform.get(path).text()).isEqualTo(made.text());
    assertProblem(platform.post("/v1/admin/tenants", body), 409, "slug_taken");
    assertThat(platform.patch(path, "{\"name\":\"New\"}").string("name")).isEqualTo("New");
    assertThat(platform.patch(path, "{\"status\":\"suspended\"}").string("status"))
        .isEqualTo("suspended");
    assertThat(platform.get(path).string("name")).isEqualTo("New");
    assertProblem(platform.patch(path, "{\"status\":\"gone\"}"), 422, "invalid_request");
    Answer list = platform.get("/v1/admin/tenants?page=1&page_size=1");
    assertThat(list.at("tenants").size()).isEqualTo(1);
    assertThat(list.number("page_size")).isEqualTo(1);
    assertThat(list.number("total")).isGreaterThan(1);
    Answer removed = platform.delete(path);
    assertThat(removed.status()).isEqualTo(204);
    assertThat(removed.bytes()).isEmpty();
    assertProblem(platform.delete(path), 404, "not_found");
    assertProblem(platform.get(path), 404, "not_found");
  }

  @Test
  void keepsItsOwnTenant() throws Exception {
    String own = "/v1/admin/tenants/" + tenant.id();

    assertProblem(platform.delete(own), 409, "own_tenant");
    assertProblem(platform.patch(own, "{\"status\":\"suspended\"}"), 409, "own_tenant");
  }

  @Test
  void showsAKeyOnceAndLetsItIn() throws Exception {
    Answer made =
        admin.post(
            "/v1/admin/api-keys",
            "{\"name\":\"web\",\"roles\":[\"chat\",\"knowledge\"],"
                + "\"expires_at\":\"2099-01-01T00:00:00Z\"}");
    String path = "/v1/admin/api-keys/" + created(made);
    String key = made.string("key");

    assertThat(key).startsWith(made.string("prefix"));
    assertThat(made.string("tenant_id")).isEqualTo(tenant.id().toString());
    assertThat(made.string("expires_at")).isEqualTo("2099-01-01T00:00:00Z");
    assertThat(made.at("revoked_at").isNull()).isTrue();
    Answer shown = admin.get(path);
    assertThat(shown.text()).doesNotContain(key).contains("\"roles\":[\"chat\",\"knowledge\"]");
    assertThat(admin.get("/v1/admin/api-keys").text())
        .doesNotContain(key)
        .contains(made.string("id"));
    assertThat(RestClient.with(server, key).get("/v1/admin/datasets").status()).isEqualTo(200);

    Answer changed = admin.patch(path, "{\"roles\":[\"chat\"],\"name\":\"site\"}");
    assertThat(changed.string("name")).isEqualTo("site");
    assertThat(RestClient.with(server, key).get("/v1/admin/datasets").status()).isEqualTo(403);

    assertThat(admin.patch(path, "{\"revoked\":true}").string("revoked_at")).endsWith("Z");
    assertThat(RestClient.with(server, key).get("/v1/models").status()).isEqualTo(401);
    assertProblem(admin.patch(path, "{\"revoked\":false}"), 409, "key_revoked");
    assertThat(admin.delete(path).status()).isEqualTo(204);
    assertProblem(admin.get(path), 404, "not_found");
  }

  @Test
  void makesKeysForOtherTenantsAsThePlatformOnly() throws Exception {
    Tenant other = server.tenant();
    String body =
        "{\"name\":\"first\",\"roles\":[\"tenant_admin\"],\"tenant_id\":\"" + other.id() + "\"}";

    Answer made = platform.post("/v1/admin/api-keys", body);
    assertThat(created(made)).isNotBlank();
    assertThat(platform.get("/v1/admin/api-keys?tenant_id=" + other.id()).number("total"))
        .isEqualTo(1);
    assertThat(platform.get("/v1/admin/api-keys/" + made.string("id")).status()).isEqualTo(200);
    assertProblem(admin.post("/v1/admin/api-keys", body), 404, "not_found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\":\"a\",\"roles\":[\"platform_admin\"]} | 403 | forbidden",
        "{\"name\":\"a\",\"roles\":[\"king\"]} | 422 | invalid_request",
        "{\"name\":\"a\",\"roles\":[]} | 422 | invalid_request",
        "{\"name\":\"a\",\"roles\":[null]} | 422 | invalid_request",
        "{\"name\":\"a\"} | 422 | invalid_request",
        "{\"roles\":[\"chat\"]} | 422 | invalid_request",
        "{\"name\":\"a\",\"roles\":[\"chat\"],\"expires_at\":\"2001-01-01T00:00:00Z\"}"
            + " | 422 | invalid_request",
        "{\"name\":\"a\",\"roles\":[\"chat\"],\"expires_at\":\"tomorrow\"} | 422 | invalid_request",
        "{\"name\":\"a\",\"roles\":[\"chat\"],\"tenant_id\":\"mine\"} | 422 | invalid_request",
      })
  void refusesKeysThatCannotBeMade(String body, int status, String code) throws Exception {
    assertProblem(admin.post("/v1/admin/api-keys", body), status, code);
  }

  @Test
  void keepsBots() throws Exception {
    String dataset = created(admin.post("/v1/admin/datasets", "{\"name\":\"d\"}"));
    Answer made =
        admin.post(
            "/v1/admin/bots",
            """
            {"slug":"help","name":"Help","system_prompt":"Be kind.","model":"test/planned",
             "temperature":0.5,"dataset_ids":["%s"],"retrieval":{"k":3,"mode":"keyword","fusion":"weighted","semantic_weight":0.25,"rerank":true},
             "greeting":"Hello","default":true,"scopes":[],"plugins":["look"],"daily_budget":2500000}"""
                .formatted(dataset));
    String path = "/v1/admin/bots/" + created(made);

    assertThat(made.text())
        .contains(
            "\"system_prompt\":\"Be kind.\",\"model\":\"test/planned\",\"temperature\":0.5,"
                + "\"datasets\":[\""
                + dataset
                + "\"],\"scopes\":[],\"plugins\":[\"look\"],"
                + "\"retrieval\":{\"k\":3,\"min_score\":0.0,\"mode\":\"keyword\",\"diversity\":0.0,"
                + "\"fusion\":\"weighted\",\"semantic_weight\":0.25,\"rerank\":true,"
                + "\"tags\":[],\"languages\":[],\"created_after\":null,\"created_before\":null},"
                + "\"greeting\":\"Hello\",\"daily_budget\":2500000,\"default\":true,")
        .doesNotContain("preferred");
    assertThat(admin.get(path).text()).isEqualTo(made.text());
    assertThat(admin.get("/v1/admin/bots").string("bots.0.slug")).isEqualTo("help");

    Answer changed = admin.patch(path, "{\"retrieval\":{\"k\":5},\"model\":\"\",\"name\":\"H\"}");
    assertThat(changed.string("name")).isEqualTo("H");
    assertThat(changed.at("model").isNull()).isTrue();
    assertThat(changed.number("retrieval.k")).isEqualTo(5);
    assertThat(changed.string("retrieval.mode")).isEqualTo("keyword");
    assertThat(changed.string("retrieval.fusion")).isEqualTo("weighted");
    assertThat(changed.text()).contains("\"semantic_weight\":0.25");
    assertThat(changed.string("greeting")).isEqualTo("Hello");
    assertThat(changed.at("default").getBooleanValue()).isTrue();
    assertThat(changed.at("datasets").size()).isEqualTo(1);
    assertThat(changed.string("plugins.0")).isEqualTo("look");
    assertThat(admin.patch(path, "{\"plugins\":[]}").at("plugins").size()).isZero();

    assertProblem(
        admin.post("/v1/admin/bots", "{\"slug\":\"help\",\"name\":\"x\"}"), 409, "slug_taken");
    assertThat(admin.delete(path).status()).isEqualTo(204);
    assertProblem(admin.delete(path), 404, "not_found");
  }

  @Test
  void keepsScopes() throws Exception {
    Answer made =
        admin.post(
            "/v1/admin/scopes",
            """
            {"name":"Water","description":"Answers about water.","allowed_topics":["pumps"," pipes "],
             "example_questions":["Why does it drip?"],"denied_topics":["politics"],
             "refusal_message":"Only water.","strictness":"strict",
             "pii_policy":{"credit_card":"mask","api_key":"block"},"grounded_only":true,"plugins":["look"]}""");
    String path = "/v1/admin/scopes/" + created(made);

    assertThat(made.text())
        .contains(
            "\"name\":\"Water\",\"description\":\"Answers about water.\","
                + "\"allowed_topics\":[\"pumps\",\"pipes\"],"
                + "\"example_questions\":[\"Why does it drip?\"],"
                + "\"denied_topics\":[\"politics\"],\"refusal_message\":\"Only water.\","
                + "\"strictness\":\"strict\","
                + "\"pii_policy\":{\"api_key\":\"block\",\"credit_card\":\"mask\"},"
                + "\"grounded_only\":true,\"plugins\":[\"look\"],");
    assertThat(admin.get(path).text()).isEqualTo(made.text());
    assertThat(admin.get("/v1/admin/scopes").string("scopes.0.name")).isEqualTo("Water");

    Answer changed = admin.patch(path, "{\"strictness\":\"off\",\"pii_policy\":{}}");
    assertThat(changed.string("strictness")).isEqualTo("off");
    assertThat(changed.at("pii_policy").size()).isZero();
    assertThat(changed.string("plugins.0")).isEqualTo("look");
    assertThat(admin.patch(path, "{\"plugins\":[\"*\"]}").string("plugins.0")).isEqualTo("*");
    assertThat(changed.string("refusal_message")).isEqualTo("Only water.");

    String bot =
        created(
            admin.post(
                "/v1/admin/bots",
                "{\"slug\":\"scoped\",\"name\":\"x\",\"scopes\":[\"%s\"]}"
                    .formatted(made.string("id"))));
    assertThat(admin.get("/v1/admin/bots/" + bot).string("scopes.0")).isEqualTo(made.string("id"));
    assertThat(admin.delete(path).status()).isEqualTo(204);
    assertThat(admin.get("/v1/admin/bots/" + bot).at("scopes").size()).isZero();
    assertProblem(admin.delete(path), 404, "not_found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | name",
        "{\"name\":\" \"} | name",
        "{\"name\":\"a\",\"strictness\":\"harsh\"} | strictness",
        "{\"name\":\"a\",\"allowed_topics\":[\"\"]} | allowed_topics",
        "{\"name\":\"a\",\"denied_topics\":[null]} | denied_topics",
        "{\"name\":\"a\",\"plugins\":[\"no-such-tool\"]} | plugins",
        "{\"name\":\"a\",\"pii_policy\":{\"shoe_size\":\"mask\"}} | pii_policy",
        "{\"name\":\"a\",\"pii_policy\":{\"email\":\"hide\"}} | pii_policy.email",
        "{\"name\":\"a\",\"pii_policy\":{\"email\":null}} | pii_policy.email",
      })
  void refusesScopesThatCannotBeMade(String body, String field) throws Exception {
    Answer answer = admin.post("/v1/admin/scopes", body);

    assertProblem(answer, 422, "invalid_request");
    assertThat(answer.string("details.0.field")).isEqualTo(field);
  }

  @Test
  void letsThePreferredBotAnswerCallersWhoNameNone() throws Exception {
    created(
        admin.post(
            "/v1/admin/bots",
            "{\"slug\":\"first\",\"name\":\"x\",\"system_prompt\":\"Me first.\",\"default\":true}"));

    admin.post("/v1/chat", "{\"message\":\"hi\"}");

    assertThat(server.model().lastAsked().prompt().system()).contains("Me first.");
  }

  @Test
  void keepsWhichDocumentsBotsLookInto() throws Exception {
    String retrieval =
        "{\"retrieval\":{\"tags\":[\" Public\",\"public\",\"faq\"],\"languages\":[\"EN\",\"de\"],"
            + "\"created_after\":\"2026-01-01T01:00:00+01:00\","
            + "\"created_before\":\"2027-01-01T00:00:00Z\"}";
    Answer made =
        admin.post(
            "/v1/admin/bots",
            retrieval.replaceFirst("\\{", "{\"slug\":\"n\",\"name\":\"N\",") + "}");
    String path = "/v1/admin/bots/" + created(made);

    String kept =
        "\"tags\":[\"faq\",\"public\"],\"languages\":[\"de\",\"en\"],"
            + "\"created_after\":\"2026-01-01T00:00:00Z\","
            + "\"created_before\":\"2027-01-01T00:00:00Z\"";
    assertThat(made.text()).contains(kept);
    assertThat(admin.patch(path, "{\"retrieval\":{\"k\":5}}").text()).contains(kept);
    assertThat(
            admin
                .patch(
                    path,
                    "{\"retrieval\":{\"tags\":[],\"languages\":[],\"created_after\":\"\","
                        + "\"created_before\":\"\"}}")
                .text())
        .contains("\"tags\":[],\"languages\":[],\"created_after\":null,\"created_before\":null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"slug\":\"a\",\"name\":\"a\",\"retrieval\":{\"languages\":[\"english\"]}}"
            + " | invalid_request | retrieval.languages",
        "{\"slug\":\"a\",\"name\":\"a\",\"retrieval\":{\"tags\":[\" \"]}}"
            + " | invalid_request | retrieval.tags",
        "{\"slug\":\"a\",\"name\":\"a\",\"retrieval\":{\"tags\":[null]}}"
            + " | invalid_request | retrieval.tags",
        "{\"slug\":\"a\",\"name\":\"a\",\"retrieval\":{\"created_after\":\"soon\"}}"
            + " | invalid_request | retrieval.created_after",
        "{\"slug\":\"a\",\"name\":\"a\",\"retrieval\":{\"created_after\":\"2026-01-02T00:00:00Z\","
            + "\"created_before\":\"2026-01-01T00:00:00Z\"}}"
            + " | invalid_request | retrieval.created_before",
        "{\"slug\":\"a\",\"name\":\"a\",\"scopes\":[\"x\"]} | invalid_request | scopes",
        "{\"slug\":\"a\",\"name\":\"a\",\"plugins\":[\"x\"]} | plugin_not_found | plugins",
        "{\"slug\":\"a\",\"name\":\"a\",\"plugins\":\"x\"} | invalid_request | plugins",
        "{\"slug\":\"a\",\"name\":\"a\",\"daily_budget\":-2} | invalid_request | daily_budget",
        "{\"slug\":\"a\",\"name\":\"a\",\"temperature\":3} | invalid_request | temperature",
        "{\"slug\":\"a\",\"name\":\"a\",\"retrieval\":{\"k\":0}} | invalid_request | retrieval.k",
        "{\"slug\":\"a\",\"name\":\"a\",\"retrieval\":{\"diversity\":2}}"
            + " | invalid_request | retrieval.diversity",
        "{\"slug\":\"a\",\"name\":\"a\",\"retrieval\":{\"semantic_weight\":-1}}"
            + " | invalid_request | retrieval.semantic_weight",
        "{\"slug\":\"a\",\"name\":\"a\",\"retrieval\":{\"fusion\":\"best\"}}"
            + " | invalid_request | retrieval.fusion",
        "{\"slug\":\"a\",\"name\":\"a\",\"retrieval\":{\"k\":\"many\"}}"
            + " | invalid_request | retrieval.k",
        "{\"slug\":\"a\",\"name\":\"a\",\"retrieval\":{\"mode\":\"best\"}}"
            + " | invalid_request | retrieval.mode",
        "{\"slug\":\"a\",\"name\":\"a\",\"model\":\"nonsense\"} | model_not_found | model",
        "{\"slug\":\"a\",\"name\":\"a\",\"datasets\":[\"x\"]} | invalid_request | datasets",
      })
  void refusesBotsThatCannotBeMade(String body, String code, String field) throws Exception {
    Answer answer = admin.post("/v1/admin/bots", body);

    assertProblem(answer, 422, code);
    assertThat(answer.string("details.0.field")).isEqualTo(field);
  }
}

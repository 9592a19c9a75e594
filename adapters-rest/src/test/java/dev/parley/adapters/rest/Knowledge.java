package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import java.nio.charset.StandardCharsets;

/** A tenant with a dataset, an ingested document, a bot that reads it, and a scope of its own. */
record Knowledge(
    Tenant tenant, RestClient admin, String dataset, String document, String bot, String scope) {
  static final String TEXT =
      """
      # Pumps

      Each pump needs grease once a month. The grease is kept in the red cabinet.

      # Valves

      Valves are turned twice a year, in spring and in autumn.
      """;

  static Knowledge in(RestServer server) throws Exception {
    Tenant tenant = server.tenant();
    RestClient admin = RestClient.with(server, server.key(tenant.id(), Role.TENANT_ADMIN));
    String dataset = created(admin.post("/v1/admin/datasets", "{\"name\":\"Handbooks\"}"));
    Answer accepted =
        admin
            .call("POST", "/v1/admin/datasets/" + dataset + "/documents")
            .multipart("pumps.md", TEXT.getBytes(StandardCharsets.UTF_8))
            .send();
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    server.ingest(tenant.id());
    String bot =
        created(
            admin.post(
                "/v1/admin/bots",
                "{\"slug\":\"helper\",\"name\":\"Helper\",\"datasets\":[\"" + dataset + "\"]}"));
    String scope = created(admin.post("/v1/admin/scopes", "{\"name\":\"Pumps\"}"));
    return new Knowledge(tenant, admin, dataset, accepted.string("document_id"), bot, scope);
  }

  static String created(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(answer.text()).startsWith("{\"id\":\"");
    return answer.string("id");
  }

  String documents() {
    return "/v1/admin/datasets/" + dataset + "/documents";
  }
}

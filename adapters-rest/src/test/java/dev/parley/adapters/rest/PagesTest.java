package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static dev.parley.adapters.rest.Knowledge.created;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PagesTest {
  private final RestServer server = RestServer.shared();
  private final Tenant tenant = server.tenant();
  private final RestClient client =
      RestClient.with(server, server.key(tenant.id(), Role.KNOWLEDGE));

  private String documents() throws Exception {
    String dataset = created(client.post("/v1/admin/datasets", "{\"name\":\"Pages\"}"));
    return "/v1/admin/datasets/" + dataset + "/documents";
  }

  /** An address that no other test has. */
  private String url() {
    return "https://%s.example/pumps.md".formatted(tenant.slug());
  }

  private static String body(String url) {
    return "{\"url\":\"" + url + "\"}";
  }

  private void publish(String content, String etag) {
    server
        .web()
        .publish(
            WebAddress.parse(url()),
            content.getBytes(UTF_8),
            "text/markdown",
            new Validators(etag, null));
  }

  @Test
  void takesAnAddressAndShowsWhatBecameOfIt() throws Exception {
    String documents = documents();
    publish(Knowledge.TEXT, "one");

    Answer accepted = client.post(documents, body(url() + "#part"));

    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    String path = documents + "/" + accepted.string("document_id");
    Answer queued = client.get(path);
    assertThat(queued.string("status")).isEqualTo("queued");
    assertThat(queued.string("source_url")).isEqualTo(url());
    assertThat(queued.string("title")).isEqualTo(tenant.slug() + ".example/pumps.md");
    assertThat(queued.number("bytes")).isZero();
    assertProblem(client.post(path + "/refresh", ""), 409, "document_busy");

    server.ingest(tenant.id());

    Answer indexed = client.get(path);
    assertThat(indexed.string("status")).isEqualTo("indexed");
    assertThat(indexed.string("media_type")).isEqualTo("text/markdown");
    assertThat(indexed.number("bytes")).isEqualTo(Knowledge.TEXT.length());
    assertThat(client.post(documents, body(url())).string("document_id"))
        .isEqualTo(accepted.string("document_id"));
  }

  @Test
  void fetchesAPageAnew() throws Exception {
    String documents = documents();
    publish("Turn valves.", "one");
    String path = documents + "/" + client.post(documents, body(url())).string("document_id");
    server.ingest(tenant.id());
    publish("Leave valves alone.", "two");

    Answer refreshed = client.post(path + "/refresh", "");

    assertThat(refreshed.status()).as(refreshed.text()).isEqualTo(202);
    assertThat(refreshed.string("status")).isEqualTo("queued");
    assertThat(client.get(path + "/content").text()).isEqualTo("Turn valves.");
    server.ingest(tenant.id());
    assertThat(client.get(path + "/content").text()).isEqualTo("Leave valves alone.");
  }

  @ParameterizedTest
  @EnumSource(value = DocumentError.class, names = "URL_.*", mode = EnumSource.Mode.MATCH_ALL)
  void saysWhyAPageCannotBeFetched(DocumentError error) throws Exception {
    String documents = documents();
    server.web().fail(WebAddress.parse(url()), error);
    String path = documents + "/" + client.post(documents, body(url())).string("document_id");

    server.ingest(tenant.id());

    Answer failed = client.get(path);
    assertThat(failed.string("status")).isEqualTo("failed");
    assertThat(failed.string("error.code")).isEqualTo(error.code());
    assertThat(failed.string("error.detail")).isEqualTo(error.detail());
    assertThat(DocumentedErrors.codes()).containsKey(error.code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://user:canary@example.org/",
        "http://2130706433/",
        "http://0x7f.1/",
      })
  void refusesWhatIsNoAddressOfTheWeb(String url) throws Exception {
    Answer answer = client.post(documents(), body(url));

    assertProblem(answer, 422, "invalid_request");
    assertThat(answer.string("details.0.field")).isEqualTo("url");
    assertThat(answer.text()).doesNotContain("canary");
  }

  @Test
  void refusesAnAddressWithAText() throws Exception {
    Answer answer =
        client.post(
            documents(), "{\"title\":\"a\",\"text\":\"b\",\"url\":\"https://example.org/\"}");

    assertProblem(answer, 422, "invalid_request");
    assertThat(answer.string("details.0.field")).isEqualTo("url");
  }

  @Test
  void refreshesNoUpload() throws Exception {
    Knowledge knowledge = Knowledge.in(server);

    assertProblem(
        knowledge.admin().post(knowledge.documents() + "/" + knowledge.document() + "/refresh", ""),
        409,
        "not_refreshable");
    assertThat(
            knowledge
                .admin()
                .get(knowledge.documents() + "/" + knowledge.document())
                .json()
                .get("source_url"))
        .isNull();
  }

  @Test
  void keepsTenantsAndRolesApart() throws Exception {
    String documents = documents();
    publish("Turn valves.", "one");
    String path = documents + "/" + client.post(documents, body(url())).string("document_id");
    server.ingest(tenant.id());
    Tenant other = server.tenant();
    RestClient stranger = RestClient.with(server, server.key(other.id(), Role.TENANT_ADMIN));
    RestClient chatter = RestClient.with(server, server.key(tenant.id(), Role.CHAT));

    assertProblem(stranger.post(documents, body(url())), 404, "not_found");
    assertProblem(stranger.post(path + "/refresh", ""), 404, "not_found");
    assertProblem(chatter.post(documents, body(url())), 403, "forbidden");
    assertProblem(chatter.post(path + "/refresh", ""), 403, "forbidden");
    assertThat(client.get(path).number("attempts")).isEqualTo(1);
  }
}

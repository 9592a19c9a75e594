package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.audit.InMemoryAuditTrail;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditTest {
  private static final String PATH = "/v1/admin/audit";

  private final RestServer server = RestServer.shared();
  private final Tenant tenant = server.tenant();
  private final RestClient admin =
      RestClient.with(server, server.key(tenant.id(), Role.TENANT_ADMIN));
  private final RestClient platform =
      RestClient.with(server, server.key(server.tenant().id(), Role.PLATFORM_ADMIN));

  private String dataset(String name) throws Exception {
    return Knowledge.created(admin.post("/v1/admin/datasets", "{\"name\":\"" + name + "\"}"));
  }

  private String actor() {
    return server.stores().audited(tenant.id()).getFirst().actor();
  }

  @Test
  void listsWhoDidWhatNewestFirst() throws Exception {
    Answer made =
        admin
            .call("POST", "/v1/admin/datasets")
            .header("X-Request-Id", "made-by-me")
            .json("{\"name\":\"Pumps\"}")
            .send();
    String dataset = Knowledge.created(made);
    admin.delete("/v1/admin/datasets/" + dataset);

    Answer list = admin.get(PATH);

    assertThat(list.status()).isEqualTo(200);
    assertThat(list.number("total")).isEqualTo(2);
    assertThat(list.number("page_size")).isEqualTo(20);
    assertThat(list.string("events.0.action")).isEqualTo("dataset_removed");
    assertThat(list.string("events.0.details.documents")).isEqualTo("0");
    assertThat(list.string("events.1.action")).isEqualTo("dataset_created");
    assertThat(list.string("events.1.target_kind")).isEqualTo("dataset");
    assertThat(list.string("events.1.target_id")).isEqualTo(dataset);
    assertThat(list.string("events.1.request_id")).isEqualTo("made-by-me");
    assertThat(list.string("events.1.actor")).startsWith("key:");
    assertThat(list.string("events.0.prev_hash")).isEqualTo(list.string("events.1.hash"));
    assertThat(list.text()).doesNotContain("Pumps");
  }

  @Test
  void listsWhatIsAskedFor() throws Exception {
    String one = dataset("one");
    String two = dataset("two");
    admin.delete("/v1/admin/datasets/" + one);

    for (Map.Entry<String, Integer> asked :
        Map.of(
                "action=dataset_created",
                2,
                "action=dataset_removed",
                1,
                "actor=" + actor(),
                3,
                "actor=key:nobody",
                0,
                "target_kind=dataset",
                3,
                "target_kind=bot",
                0,
                "target_id=" + two,
                1,
                "from=2001-01-01T00:00:00Z",
                3,
                "to=2001-01-01T00:00:00Z",
                0,
                "page=2&page_size=2",
                3)
            .entrySet()) {
      assertThat(admin.get(PATH + "?" + asked.getKey()).number("total"))
          .as(asked.getKey())
          .isEqualTo(asked.getValue());
    }
    assertThat(admin.get(PATH + "?page=2&page_size=2").at("events").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?from=yesterday",
        "?to=2026-01-01",
        "?page=0",
        "?page_size=101",
        "/verify?head_seq=1",
        "/verify?head_hash=00",
        "/verify?head_seq=0&head_hash=00",
        "/verify?head_seq=1&head_hash=00"
      })
  void refusesWhatCannotBeAskedFor(String query) throws Exception {
    assertProblem(admin.get(PATH + query), 422, "invalid_request");
  }

  @Test
  void verifiesAChainAndNamesItsFirstBrokenLink() throws Exception {
    assertThat(admin.get(PATH + "/verify").text())
        .isEqualTo("{\"valid\":true,\"events\":0,\"head_hash\":\"" + "0".repeat(64) + "\"}");
    String unused = dataset("one") + dataset("two");
    List<AuditEvent> events = server.stores().audited(tenant.id());
    AuditEvent first = events.getFirst();
    String head = events.getLast().hash().hex();

    Answer whole = admin.get(PATH + "/verify?head_seq=2&head_hash=" + head);
    assertThat(whole.text())
        .isEqualTo("{\"valid\":true,\"events\":2,\"head_hash\":\"" + head + "\"}");
    assertThat(admin.get(PATH + "/verify?head_seq=3&head_hash=" + head).text())
        .isEqualTo("{\"valid\":false,\"first_broken\":{\"seq\":3,\"reason\":\"truncated\"}}");
    ((InMemoryAuditTrail) server.stores().auditTrail())
        .tamper(
            new AuditEvent(
                first.tenant(),
                first.seq(),
                first.at(),
                "key:somebody-else",
                first.action(),
                first.targetKind(),
                first.targetId(),
                first.requestId(),
                first.details(),
                first.prevHash(),
                first.hash()));

    assertThat(admin.get(PATH + "/verify").text())
        .isEqualTo("{\"valid\":false,\"first_broken\":{\"seq\":1,\"reason\":\"hash_mismatch\"}}");
  }

  @Test
  void letsThePlatformReachEveryTenantAndNobodyElseAnother() throws Exception {
    String unused = dataset("one");
    String asked = "?tenant_id=" + tenant.id();
    RestClient stranger =
        RestClient.with(server, server.key(server.tenant().id(), Role.TENANT_ADMIN));

    assertThat(platform.get(PATH + asked).number("total")).isEqualTo(1);
    assertThat(platform.get(PATH + "/verify" + asked).number("events")).isEqualTo(1);
    assertThat(admin.get(PATH + asked).number("total")).isEqualTo(1);
    assertThat(stranger.get(PATH).number("total")).isZero();
    assertProblem(stranger.get(PATH + asked), 404, "not_found");
    assertProblem(stranger.get(PATH + "/verify" + asked), 404, "not_found");
  }
}

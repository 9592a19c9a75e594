package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Administrators who look into conversations of others. */
final class ReviewTest {
  private final RestServer server = RestServer.shared();
  private final Tenant tenant = server.tenant();
  private final Tenant other = server.tenant();
  private final RestClient user = RestClient.with(server, server.key(tenant.id(), Role.CHAT));
  private final RestClient admin =
      RestClient.with(server, server.key(tenant.id(), Role.TENANT_ADMIN));
  private final RestClient platform =
      RestClient.with(server, server.key(other.id(), Role.PLATFORM_ADMIN));
  private String id = "";
  private String path = "";

  @BeforeEach
  void talk() throws Exception {
    Answer chat = user.post("/v1/chat", "{\"message\":\"Where is the spare pump?\"}");
    assertThat(chat.status()).as(chat.text()).isEqualTo(200);
    id = chat.string("session_id");
    path = "/v1/admin/conversations/" + id;
  }

  private List<AuditEvent> readings(Tenant owner) {
    return server.stores().audited(owner.id()).stream()
        .filter(event -> event.action().equals("conversation_read"))
        .toList();
  }

  @Test
  void showsAllOfItAndWhoseItIsAndRecordsThat() throws Exception {
    String answer = user.get("/v1/conversations/" + id).string("messages.1.id");
    user.post(
        "/v1/conversations/" + id + "/messages/" + answer + "/feedback", "{\"rating\":\"down\"}");

    Answer reviewed = admin.get(path);

    assertThat(reviewed.status()).as(reviewed.text()).isEqualTo(200);
    assertThat(reviewed.string("id")).isEqualTo(id);
    assertThat(reviewed.string("owner")).startsWith("key:");
    assertThat(reviewed.string("messages.0.content")).isEqualTo("Where is the spare pump?");
    assertThat(reviewed.string("messages.1.feedback.rating")).isEqualTo("down");
    assertThat(readings(tenant)).hasSize(1);
    assertThat(readings(tenant).getFirst().targetId()).isEqualTo(id);
    assertThat(readings(tenant).getFirst().actor()).isNotEqualTo(reviewed.string("owner"));
  }

  @Test
  void leavesThePathOfOwnersAsItWas() throws Exception {
    assertThat(user.get("/v1/conversations/" + id).text()).doesNotContain("\"owner\"");
    assertThat(admin.get("/v1/conversations/" + id).status()).isEqualTo(404);
    assertThat(readings(tenant)).isEmpty();
  }

  @Test
  void showsPlatformAdministratorsWhatTheyNameTheTenantOf() throws Exception {
    assertProblem(platform.get(path), 404, "not_found");
    assertThat(platform.get(path + "?tenant_id=" + tenant.id()).status()).isEqualTo(200);

    assertThat(readings(tenant)).hasSize(1);
    assertThat(readings(other)).isEmpty();
  }

  @Test
  void showsAdministratorsNothingOfOtherTenants() throws Exception {
    RestClient stranger = RestClient.with(server, server.key(other.id(), Role.TENANT_ADMIN));

    assertProblem(stranger.get(path), 404, "not_found");
    assertProblem(stranger.get(path + "?tenant_id=" + tenant.id()), 404, "not_found");

    assertThat(readings(tenant)).isEmpty();
  }
}

package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantStatus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorizationTest {
  private static final Set<String> PUBLIC =
      Set.of("/v1/health", "/v1/health/live", "/v1/health/ready", "/openapi.yml");

  /** Answer errors in the form of OpenAI's API. */
  private static final Set<String> OPENAI =
      Set.of(
          "/v1/chat/completions",
          "/v1/embeddings",
          "/v1/responses",
          "/v1/responses/{id}",
          "/v1/responses/{id}/input_items");

  /** Answer errors in the form of Anthropic's API. */
  private static final Set<String> ANTHROPIC = Set.of("/v1/messages", "/v1/messages/count_tokens");

  /** Opened by what stands in the path, and by nothing else. */
  private static final String BY_TOKEN = "/v1/shared/{token}";

  private final RestServer server = RestServer.shared();

  static List<Route> routes() {
    return Route.allOf(RestServer.shared());
  }

  static List<Route> guardedRoutes() {
    return routes().stream()
        .filter(route -> !PUBLIC.contains(route.template()))
        .filter(route -> !route.template().equals(BY_TOKEN))
        .toList();
  }

  @Test
  void knowsWhichRoutesThereAre() {
    assertThat(routes())
        .hasSizeGreaterThan(40)
        .anyMatch(route -> PUBLIC.contains(route.template()));
  }

  @ParameterizedTest
  @MethodSource("guardedRoutes")
  void refusesStrangers(Route route) throws Exception {
    Answer answer = RestClient.stranger(server).call(route.method(), route.pathToNothing()).send();

    assertThat(answer.status()).isEqualTo(401);
    if (OPENAI.contains(route.template())) {
      assertThat(answer.string("error.code")).isEqualTo("invalid_api_key");
      assertThat(answer.string("error.type")).isEqualTo("invalid_request_error");
    } else if (ANTHROPIC.contains(route.template())) {
      assertThat(answer.string("error.type")).isEqualTo("authentication_error");
    } else {
      assertThat(answer.string("code")).isEqualTo("unauthorized");
    }
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
  }

  @ParameterizedTest
  @MethodSource("guardedRoutes")
  void refusesRolesThatDoNotReachSoFar(Route route) throws Exception {
    Tenant tenant = server.tenant();
    for (Role role : Role.values()) {
      Answer answer =
          RestClient.with(server, server.key(tenant.id(), role))
              .call(route.method(), route.pathToNothing())
              .send();

      if (role.includes(neededFor(route))) {
        assertThat(answer.status()).as("%s as %s", route, role).isNotIn(401, 403);
      } else {
        assertThat(answer.status()).as("%s as %s", route, role).isEqualTo(403);
        assertThat(answer.string("code")).isEqualTo("forbidden");
      }
    }
  }

  private static Role neededFor(Route route) {
    String path = route.template();
    if (!path.startsWith("/v1/admin/")) {
      return Role.CHAT;
    }
    if (path.startsWith("/v1/admin/datasets") || path.startsWith("/v1/admin/evaluations")) {
      return Role.KNOWLEDGE;
    }
    return path.startsWith("/v1/admin/tenants") ? Role.PLATFORM_ADMIN : Role.TENANT_ADMIN;
  }

  @Test
  void letsEveryoneSeeHealthAndDescription() throws Exception {
    for (String path : PUBLIC) {
      assertThat(RestClient.stranger(server).get(path).status()).as(path).isEqualTo(200);
    }
  }

  @Test
  void letsStrangersAskForWhatTheyHoldATokenOf() throws Exception {
    assertThat(routes()).anyMatch(route -> route.template().equals(BY_TOKEN));

    assertThat(RestClient.stranger(server).get("/v1/shared/" + "a".repeat(43)).status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/nothing", "/v1/admin/nothing", "/v1", "/v1/models/../nothing"})
  void tellsStrangersNothingAboutPathsThatAreNotThere(String path) throws Exception {
    assertThat(RestClient.stranger(server).get(path).status()).isEqualTo(401);
  }

  @Test
  void refusesKeysThatAreNoneAndKeysThatHaveEnded() throws Exception {
    Tenant tenant = server.tenant();
    String key = server.key(tenant.id(), Role.CHAT);
    assertThat(RestClient.with(server, key).get("/v1/models").status()).isEqualTo(200);

    assertThat(models("pk_aaaaaaaa_" + "A".repeat(43))).isEqualTo(401);
    assertThat(models(key + "x")).isEqualTo(401);
    assertThat(models("x")).isEqualTo(401);

    KeyEnds.revoke(server, key);
    assertThat(models(key)).isEqualTo(401);
  }

  @Test
  void refusesEveryKeyOfASuspendedTenant() throws Exception {
    Tenant tenant = server.tenant();
    String key = server.key(tenant.id(), Role.TENANT_ADMIN);
    assertThat(models(key)).isEqualTo(200);

    server.stores().tenants().update(tenant.withStatus(TenantStatus.SUSPENDED, Fixtures.NOW));

    assertThat(models(key)).isEqualTo(401);
  }

  @Test
  void takesKeysFromTheHeaderAloneAndAsBearerAlone() throws Exception {
    String key = server.key(server.tenant().id(), Role.CHAT);
    RestClient stranger = RestClient.stranger(server);

    assertThat(stranger.get("/v1/models?access_token=" + key).status()).isEqualTo(401);
    assertThat(stranger.get("/v1/models?api_key=" + key).status()).isEqualTo(401);
    assertThat(withAuthorization("Basic " + key)).isEqualTo(401);
    assertThat(withAuthorization(key)).isEqualTo(401);
    assertThat(withAuthorization("bearer " + key)).isEqualTo(200);
  }

  private int models(String key) throws Exception {
    return RestClient.with(server, key).get("/v1/models").status();
  }

  private int withAuthorization(String value) throws Exception {
    return RestClient.stranger(server)
        .call("GET", "/v1/models")
        .header("Authorization", value)
        .send()
        .status();
  }
}

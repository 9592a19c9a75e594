package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is not the caller's answers as what is not there, on every route with an id. A route that is
 * added without a case fails here.
 */
final class IsolationTest {
  /** The platform administers all tenants. Models belong to none. Tokens open what they open. */
  private static final Set<String> NOT_OF_A_TENANT =
      Set.of("/v1/admin/tenants/{id}", "/v1/models/{id}", "/v1/shared/{token}");

  /** The id in every path to nothing. */
  private static final String NOTHING = new Route("GET", "{id}").pathToNothing();

  /** Whose errors are in the form of OpenAI's API, and name the id that was sent. */
  private static final String RESPONSES = "/v1/responses/";

  private final RestServer server = RestServer.shared();

  /** Ids of everything that a tenant owns. */
  private record Owned(
      Knowledge knowledge,
      String apiKey,
      String conversation,
      String run,
      String question,
      String answer,
      String share,
      String file,
      String evaluation,
      String response) {
    static Owned in(RestServer server) throws Exception {
      Knowledge knowledge = Knowledge.in(server);
      reindex(server, knowledge);
      String apiKey =
          Knowledge.created(
              knowledge
                  .admin()
                  .post("/v1/admin/api-keys", "{\"name\":\"web\",\"roles\":[\"chat\"]}"));
      Answer chat = knowledge.admin().post("/v1/chat", "{\"message\":\"hello\"}");
      assertThat(chat.status()).as(chat.text()).isEqualTo(200);
      String conversation = chat.string("session_id");
      Answer whole = knowledge.admin().get("/v1/conversations/" + conversation);
      Tenant tenant = knowledge.tenant();
      server.stores().tenants().update(tenant.withSharing(true, tenant.updatedAt()));
      String share =
          Knowledge.created(
              knowledge.admin().post("/v1/conversations/" + conversation + "/share", "{}"));
      return new Owned(
          knowledge,
          apiKey,
          conversation,
          chat.string("run_id"),
          whole.string("messages.0.id"),
          whole.string("messages.1.id"),
          share,
          Knowledge.created(
              knowledge
                  .admin()
                  .call("POST", "/v1/files")
                  .multipart("theirs.txt", new byte[] {'g', 'r', 'e', 'a', 's', 'e'})
                  .send()),
          EvaluationTest.begun(knowledge),
          response(knowledge.admin()));
    }

    private static String response(RestClient client) throws Exception {
      Answer made =
          client.post("/v1/responses", "{\"model\":\"test/planned\",\"input\":\"hello\"}");
      assertThat(made.status()).as(made.text()).isEqualTo(200);
      return made.string("id");
    }

    /** Once, to its end: streams of what is not over would not end. */
    private static void reindex(RestServer server, Knowledge knowledge) throws Exception {
      Answer begun =
          knowledge.admin().post("/v1/admin/datasets/" + knowledge.dataset() + "/reindex", "{}");
      assertThat(begun.status()).as(begun.text()).isEqualTo(202);
      server.advanceReindexings();
      server.ingest(knowledge.tenant().id());
      server.advanceReindexings();
    }

    /** The value of a variable in a template. */
    String id(String template, String variable) {
      return switch (variable) {
        case "datasetId" -> knowledge.dataset();
        case "messageId" -> template.endsWith("/edit") ? question : answer;
        case "shareId" -> share;
        default -> byTemplate(template);
      };
    }

    private String byTemplate(String template) {
      if (template.startsWith(RESPONSES)) {
        return response;
      }
      return Map.ofEntries(
              Map.entry("/v1/admin/api-keys/{id}", apiKey),
              Map.entry("/v1/admin/bots/{id}", knowledge.bot()),
              Map.entry("/v1/admin/scopes/{id}", knowledge.scope()),
              Map.entry("/v1/admin/datasets/{id}", knowledge.dataset()),
              Map.entry("/v1/admin/datasets/{datasetId}/documents/{id}", knowledge.document()),
              Map.entry("/v1/admin/jobs/{id}", knowledge.document()),
              Map.entry("/v1/conversations/{id}", conversation),
              Map.entry("/v1/runs/{id}", run),
              Map.entry("/v1/files/{id}", file),
              Map.entry("/v1/admin/evaluations/{id}", evaluation),
              Map.entry("/v1/admin/conversations/{id}", conversation))
          .entrySet()
          .stream()
          .filter(entry -> template.startsWith(entry.getKey()))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElseThrow(() -> new AssertionError(template + ": a route without a case here"));
    }
  }

  static List<Route> routesWithIds() {
    return Route.allOf(RestServer.shared()).stream()
        .filter(Route::hasVariables)
        .filter(route -> !NOT_OF_A_TENANT.contains(route.template()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("routesWithIds")
  void answersForAnotherTenantsIdAsForNone(Route route) throws Exception {
    Owned theirs = Owned.in(server);
    RestClient me = Knowledge.in(server).admin();
    String foreign = route.path(variable -> theirs.id(route.template(), variable));

    Answer toForeign = send(me, route, foreign);
    Answer toNothing = send(me, route, route.pathToNothing());

    assertNotFound(route, toForeign);
    assertThat(toForeign.withoutRequestId().replace(theirs.response(), "ID"))
        .isEqualTo(toNothing.withoutRequestId().replace(NOTHING, "ID"));
    assertThat(toForeign.headers().map().keySet()).isEqualTo(toNothing.headers().map().keySet());

    Answer toOwner = send(theirs.knowledge().admin(), route, foreign);
    assertThat(toOwner.status()).as(toOwner.text()).isNotIn(401, 403, 404, 405, 500);
  }

  @ParameterizedTest
  @MethodSource("routesWithIds")
  void answersForAnotherTenantsIdInMyOwnDatasetAsForNone(Route route) throws Exception {
    if (!route.template().contains("{datasetId}") || !route.template().contains("{id}")) {
      return;
    }
    Owned theirs = Owned.in(server);
    Knowledge mine = Knowledge.in(server);
    UnaryOperator<String> mixed =
        variable -> variable.equals("datasetId") ? mine.dataset() : theirs.knowledge().document();

    assertProblem(send(mine.admin(), route, route.path(mixed)), 404, "not_found");
  }

  @ParameterizedTest
  @MethodSource("routesWithIds")
  void keepsConversationsAndRunsFromOthersInTheTenant(Route route) throws Exception {
    if (route.template().startsWith("/v1/admin/")) {
      return;
    }
    Owned theirs = Owned.in(server);
    RestClient colleague =
        RestClient.with(server, server.key(theirs.knowledge().tenant().id(), Role.TENANT_ADMIN));
    String path = route.path(variable -> theirs.id(route.template(), variable));

    assertNotFound(route, send(colleague, route, path));
  }

  private static void assertNotFound(Route route, Answer answer) throws Exception {
    if (route.template().startsWith(RESPONSES)) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.string("error.type")).isEqualTo("invalid_request_error");
    } else {
      assertProblem(answer, 404, "not_found");
    }
  }

  @Test
  void answersForAnotherTenantsIdInABodyAsForNone() throws Exception {
    Owned theirs = Owned.in(server);
    RestClient me = Knowledge.in(server).admin();
    Map<String, String> bodies =
        Map.of(
            "POST /v1/chat {\"message\":\"hi\",\"bot_id\":\"%s\"}",
            theirs.knowledge().bot(),
            "POST /v1/chat {\"message\":\"hi\",\"session_id\":\"%s\"}",
            theirs.conversation(),
            "POST /v1/conversations {\"first_message\":\"hi\",\"bot_id\":\"%s\"}",
            theirs.knowledge().bot(),
            "POST /v1/conversations {\"first_message\":\"hi\",\"dataset_ids\":[\"%s\"]}",
            theirs.knowledge().dataset(),
            "POST /v1/conversations {\"first_message\":\"hi\",\"document_ids\":[\"%s\"]}",
            theirs.knowledge().document(),
            "POST /v1/chat {\"message\":\"hi\",\"file_ids\":[\"%s\"]}",
            theirs.file(),
            "POST /v1/search {\"query\":\"grease\",\"dataset_ids\":[\"%s\"]}",
            theirs.knowledge().dataset(),
            "POST /v1/admin/bots {\"slug\":\"mine\",\"name\":\"Mine\",\"datasets\":[\"%s\"]}",
            theirs.knowledge().dataset(),
            "POST /v1/admin/bots {\"slug\":\"mine\",\"name\":\"Mine\",\"scopes\":[\"%s\"]}",
            theirs.knowledge().scope(),
            "POST /v1/admin/api-keys {\"name\":\"k\",\"roles\":[\"chat\"],\"tenant_id\":\"%s\"}",
            theirs.knowledge().tenant().id().toString());
    for (Map.Entry<String, String> entry : bodies.entrySet()) {
      String[] parts = entry.getKey().split(" ", 3);
      Answer toForeign = me.post(parts[1], parts[2].formatted(entry.getValue()));
      Answer toNothing = me.post(parts[1], parts[2].formatted(UUID.randomUUID()));

      assertProblem(toForeign, 404, "not_found");
      assertThat(toForeign.withoutRequestId()).isEqualTo(toNothing.withoutRequestId());
    }
    Answer keys = me.get("/v1/admin/api-keys?tenant_id=" + theirs.knowledge().tenant().id());
    assertProblem(keys, 404, "not_found");
  }

  @Test
  void listsAndFindsNothingOfAnotherTenant() throws Exception {
    Owned theirs = Owned.in(server);
    RestClient me = RestClient.with(server, server.key(server.tenant().id(), Role.TENANT_ADMIN));

    for (String list :
        List.of(
            "/v1/admin/api-keys",
            "/v1/admin/bots",
            "/v1/admin/datasets",
            "/v1/conversations",
            "/v1/conversations?q=hello",
            "/v1/files")) {
      assertThat(me.get(list).text())
          .as(list)
          .doesNotContain(theirs.knowledge().bot(), theirs.file());
    }
    assertThat(me.post("/v1/search", "{\"query\":\"grease\"}").text())
        .startsWith("{\"passages\":[],");
    assertThat(theirs.knowledge().admin().post("/v1/search", "{\"query\":\"grease\"}").text())
        .contains("grease");
  }

  private static Answer send(RestClient client, Route route, String path) throws Exception {
    return switch (route.method()) {
      case "GET", "DELETE" -> client.call(route.method(), path).send();
      default -> client.call(route.method(), path).json(body(route)).send();
    };
  }

  private static String body(Route route) {
    if (route.template().endsWith("/documents")) {
      return "{\"title\":\"T\",\"text\":\"Some text.\"}";
    }
    return "{\"message\":\"hi\",\"name\":\"New name\",\"title\":\"New title\",\"rating\":\"up\"}";
  }
}

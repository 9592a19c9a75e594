package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing of one tenant's can be seen, used or changed by another, on every route there is. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class IsolationTest {
  private static final String FACT = "The Ostrava ledger is kept behind the blue samovar.";
  private static final Pattern PARAMETER = Pattern.compile("([a-z-]+)/\\{[^}]+}");

  /** Bodies that each route would accept if the id were one's own. */
  private static final Map<String, Object> BODIES =
      Map.ofEntries(
          Map.entry("PATCH /v1/conversations/{}", Map.of("title", "Taken over")),
          Map.entry("PUT /v1/conversations/{}", Map.of("message", "Who are you?")),
          Map.entry("POST /v1/conversations/{}/messages", Map.of("message", "Who are you?")),
          Map.entry(
              "POST /v1/conversations/{}/messages/{}/edit", Map.of("message", "Who are you?")),
          Map.entry("POST /v1/conversations/{}/messages/{}/regenerate", Map.of()),
          Map.entry("POST /v1/conversations/{}/messages/{}/feedback", Map.of("rating", "up")),
          Map.entry("POST /v1/conversations/{}/share", Map.of()),
          Map.entry("POST /v1/runs/{}/cancel", Map.of()),
          Map.entry("POST /v1/runs/{}/retry", Map.of()),
          Map.entry("PATCH /v1/admin/datasets/{}", Map.of("name", "Taken over")),
          Map.entry(
              "POST /v1/admin/datasets/{}/documents",
              Map.of("title", "Planted", "text", "Planted by a stranger.")),
          Map.entry("PATCH /v1/admin/datasets/{}/documents/{}", Map.of("title", "Taken over")),
          Map.entry("POST /v1/admin/datasets/{}/documents/{}/retry", Map.of()),
          Map.entry("POST /v1/admin/datasets/{}/documents/{}/refresh", Map.of()),
          Map.entry("POST /v1/admin/datasets/{}/reindex", Map.of()),
          Map.entry("POST /v1/admin/datasets/{}/reindex/cancel", Map.of()),
          Map.entry("POST /v1/admin/jobs/{}/retry", Map.of()),
          Map.entry("POST /v1/admin/jobs/{}/cancel", Map.of()),
          Map.entry("PATCH /v1/admin/bots/{}", Map.of("name", "Taken over")),
          Map.entry("PATCH /v1/admin/scopes/{}", Map.of("name", "Taken over")),
          Map.entry("PATCH /v1/admin/api-keys/{}", Map.of("name", "Taken over")),
          Map.entry("PATCH /v1/admin/tenants/{}", Map.of("name", "Taken over")));

  /** Routes whose ids are the installation's, the same for all tenants, or open for strangers. */
  private static final Set<String> COMMON = Set.of("GET /v1/models/{}", "GET /v1/shared/{}");

  private static Workspace ours;
  private static Workspace theirs;
  private static Map<String, String> ourIds;
  private static Map<String, String> theirIds;

  @BeforeAll
  static void makeTwoTenants() {
    ApiClient platform = Servers.administered().administrator();
    ours = Workspace.create(platform, "ours");
    theirs = Workspace.create(platform, "theirs");
    ourIds = fill(ours, "Our own cellar is empty.");
    theirIds = fill(theirs, FACT);
  }

  /** One of everything; the word before an id in a path is its name here. */
  private static Map<String, String> fill(Workspace workspace, String fact) {
    Map<String, String> ids = new HashMap<>();
    String dataset = workspace.createDataset("Ledgers");
    ids.put("tenants", workspace.tenant());
    ids.put("datasets", dataset);
    // Of an empty dataset it ends at once, and so does the stream that tells of it.
    workspace.admin().post("/v1/admin/datasets/" + dataset + "/reindex", Map.of()).expect(202);
    ids.put("documents", workspace.ingest(dataset, "ledger.txt", fact));
    ids.put("jobs", String.valueOf(ids.get("documents")));
    ids.put("bots", workspace.createBot("clerk", dataset));
    ids.put(
        "scopes",
        workspace
            .admin()
            .post("/v1/admin/scopes", Map.of("name", "Ledgers"))
            .expect(201)
            .json()
            .text("id"));
    ids.put(
        "evaluations",
        workspace
            .admin()
            .post(
                "/v1/admin/evaluations",
                Map.of(
                    "bot_id",
                    ids.get("bots"),
                    "questions",
                    List.of(Map.of("question", "Where is the ledger kept?"))))
            .expect(201)
            .json()
            .text("id"));
    ids.put("api-keys", workspace.createKey("chat").text("id"));
    Json answer =
        workspace
            .admin()
            .post("/v1/chat", Map.of("message", "Where is the ledger kept?"))
            .expect(200)
            .json();
    ids.put("conversations", answer.text("session_id"));
    ids.put("runs", answer.text("run_id"));
    ids.put("messages", answer.text("message_id"));
    ids.put(
        "responses",
        workspace
            .admin()
            .post("/v1/responses", Map.of("model", "bot:clerk", "input", "Where is the ledger?"))
            .expect(200)
            .json()
            .text("id"));
    ids.put(
        "files",
        Workspace.sendFile(workspace.admin(), "ledger.txt", fact.getBytes(StandardCharsets.UTF_8)));
    Servers.administered()
        .administrator()
        .send(
            "PATCH", "/v1/admin/tenants/" + workspace.tenant(), Json.write(Map.of("sharing", true)))
        .expect(200);
    ids.put(
        "share",
        workspace
            .admin()
            .post("/v1/conversations/" + answer.text("session_id") + "/share", Map.of())
            .expect(201)
            .json()
            .text("id"));
    return ids;
  }

  /** A method and a path with its ids left open, such as {@code GET /v1/runs/{}}. */
  private record Route(String method, String path) {
    String name() {
      return method + " " + path.replaceAll("\\{[^}]+}", "{}");
    }

    List<String> parameters() {
      return PARAMETER.matcher(path).results().map(match -> match.group(1)).toList();
    }

    /** The path with these ids, in order. */
    String with(List<String> ids) {
      String filled = path;
      for (String id : ids) {
        filled = filled.replaceFirst("\\{[^}]+}", Matcher.quoteReplacement(id));
      }
      return filled;
    }

    Answer call(ApiClient client, List<String> ids) {
      String target = with(ids);
      return switch (method) {
        case "GET" -> client.get(target);
        case "DELETE" -> client.delete(target);
        default -> {
          Object body = BODIES.get(name());
          if (body == null) {
            throw new AssertionError("no body for " + name() + ": add a case to this test");
          }
          yield client.send(method, target, Json.write(body));
        }
      };
    }
  }

  /** What the server says it has, as far as it takes an id in its path. */
  private static List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    String path = "";
    for (String line : ours.admin().get("/openapi.yml").expect(200).body().lines().toList()) {
      if (line.matches(" {2}/.*:")) {
        path = line.strip().replaceAll(":$", "");
      } else if (line.matches(" {4}(get|post|put|patch|delete):") && path.contains("{")) {
        String method = line.strip().replace(":", "").toUpperCase(java.util.Locale.ROOT);
        routes.add(new Route(method, path));
      } else if (line.matches("\\S.*") && !line.startsWith("paths:")) {
        path = "";
      }
    }
    assertThat(routes).as("routes with an id in /openapi.yml").hasSizeGreaterThan(15);
    return routes.stream().filter(route -> !COMMON.contains(route.name())).toList();
  }

  @Test
  void foreignIdAnswersLikeUnknownIdOnEveryRoute() {
    Map<String, Json> before = snapshot();
    for (Route route : routes()) {
      assertThat(ourIds.keySet())
          .as("ids for " + route.name() + ": add a case to this test")
          .containsAll(route.parameters());
      boolean platformOnly = route.path().startsWith("/v1/admin/tenants");
      List<String> nobodys =
          route.parameters().stream().map(parameter -> Workspace.unknownId()).toList();
      Answer unknown = route.call(ours.admin(), nobodys);
      unknown.expect(platformOnly ? 403 : 404);
      for (List<String> ids : combinations(route.parameters())) {
        Answer foreign = route.call(ours.admin(), ids);
        assertThat(foreign.status()).as(route.name()).isEqualTo(unknown.status());
        assertThat(shape(foreign, ids)).as(route.name()).isEqualTo(shape(unknown, nobodys));
        assertThat(foreign.headers().map().keySet())
            .as(route.name())
            .isEqualTo(unknown.headers().map().keySet());
      }
    }
    assertThat(snapshot()).isEqualTo(before);
    everyRouteWorksForItsOwner();
  }

  /** At least one foreign id, beside foreign ones and our own. */
  private static List<List<String>> combinations(List<String> parameters) {
    List<List<String>> combinations = new ArrayList<>();
    combinations.add(List.of());
    for (String parameter : parameters) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> ids : combinations) {
        for (Map<String, String> owner : List.of(theirIds, ourIds)) {
          longer.add(
              Stream.concat(ids.stream(), Stream.of(owner.getOrDefault(parameter, ""))).toList());
        }
      }
      combinations.clear();
      combinations.addAll(longer);
    }
    return combinations.stream()
        .filter(ids -> ids.stream().anyMatch(theirIds::containsValue))
        .toList();
  }

  /** An answer without what differs between two requests; some repeat the id that was asked for. */
  private static Json shape(Answer answer, List<String> asked) {
    String body = answer.body();
    for (String id : asked) {
      body = body.replace(id, "{}");
    }
    return Json.parse(body).without("request_id");
  }

  /** Everything that the other tenant has, as its administrator sees it. */
  private static Map<String, Json> snapshot() {
    Map<String, Json> snapshot = new LinkedHashMap<>();
    String dataset = "/v1/admin/datasets/" + theirIds.get("datasets");
    for (String path :
        List.of(
            dataset,
            dataset + "/documents",
            dataset + "/documents/" + theirIds.get("documents"),
            dataset + "/documents/" + theirIds.get("documents") + "/chunks",
            "/v1/admin/bots/" + theirIds.get("bots"),
            "/v1/admin/api-keys/" + theirIds.get("api-keys"),
            "/v1/conversations/" + theirIds.get("conversations"),
            "/v1/runs/" + theirIds.get("runs"),
            "/v1/responses/" + theirIds.get("responses"),
            "/v1/files/" + theirIds.get("files"))) {
      snapshot.put(path, theirs.admin().get(path).expect(200).json());
    }
    String tenant = "/v1/admin/tenants/" + theirs.tenant();
    snapshot.put(tenant, theirs.platform().get(tenant).expect(200).json());
    return snapshot;
  }

  /** Or else the answers above say nothing. Deletes everything in the end, children first. */
  private static void everyRouteWorksForItsOwner() {
    Comparator<Route> deletionsLast =
        Comparator.comparing(route -> route.method().equals("DELETE"));
    Comparator<Route> childrenFirst =
        Comparator.comparingLong(route -> -route.path().chars().filter(c -> c == '/').count());
    for (Route route :
        routes().stream().sorted(deletionsLast.thenComparing(childrenFirst)).toList()) {
      boolean platformOnly = route.path().startsWith("/v1/admin/tenants");
      ApiClient owner = platformOnly ? theirs.platform() : theirs.admin();
      if (route.method().equals("DELETE") && route.name().endsWith("/tenants/{}")) {
        continue;
      }
      List<String> ids =
          route.parameters().stream().map(name -> theirIds.getOrDefault(name, "")).toList();
      Answer answer = route.call(owner, ids);
      // A run that has ended cannot be cancelled, and one that is queued need not be retried.
      assertThat(answer.status())
          .as(route.name() + " for its owner: " + answer.body())
          .isIn(200, 201, 202, 204, 409);
    }
    theirs.platform().delete("/v1/admin/tenants/" + theirs.tenant()).expect(204);
    theirs.admin().get("/v1/models").expect(401);
    theirs = Workspace.create(ours.platform(), "theirs");
    theirIds = fill(theirs, FACT);
  }

  @Test
  void foreignIdsInBodiesAreUnknown() {
    ApiClient us = ours.admin();
    for (String whose : List.of("theirs", "nobody")) {
      boolean foreign = whose.equals("theirs");
      String bot = foreign ? theirIds.get("bots") : Workspace.unknownId();
      String conversation = foreign ? theirIds.get("conversations") : Workspace.unknownId();
      String dataset = foreign ? theirIds.get("datasets") : Workspace.unknownId();
      String document = foreign ? theirIds.get("documents") : Workspace.unknownId();
      String tenant = foreign ? theirs.tenant() : Workspace.unknownId();
      String file = foreign ? theirIds.get("files") : Workspace.unknownId();
      List<Answer> answers =
          List.of(
              us.post("/v1/chat", Map.of("message", "hello", "bot_id", bot)),
              us.post("/v1/chat", Map.of("message", "hello", "session_id", conversation)),
              us.post(
                  "/v1/conversations",
                  Map.of("first_message", "hello", "mode", "rag", "dataset_ids", List.of(dataset))),
              us.post(
                  "/v1/conversations",
                  Map.of(
                      "first_message", "hello", "mode", "rag", "document_ids", List.of(document))),
              us.post(
                  "/v1/conversations",
                  Map.of("first_message", "hello", "mode", "open", "bot_id", bot)),
              us.post("/v1/chat", Map.of("message", "hello", "file_ids", List.of(file))),
              us.post("/v1/search", Map.of("query", "ledger", "dataset_ids", List.of(dataset))),
              us.post(
                  "/v1/admin/bots",
                  Map.of("slug", "spy", "name", "Spy", "datasets", List.of(dataset))),
              us.patch(
                  "/v1/admin/bots/" + ourIds.get("bots"), Map.of("datasets", List.of(dataset))),
              us.post(
                  "/v1/admin/api-keys",
                  Map.of("name", "spy", "roles", List.of("chat"), "tenant_id", tenant)));
      for (int i = 0; i < answers.size(); i++) {
        Answer answer = answers.get(i);
        assertThat(answer.status()).as(i + " " + whose + " " + answer).isEqualTo(404);
        assertThat(answer.json().text("code")).isEqualTo("not_found");
        assertThat(answer.body()).doesNotContain("samovar");
      }
    }
  }

  @Test
  void slugOfAForeignBotIsUnknown() {
    String slug = "only-theirs";
    String unused = theirs.createBot(slug, String.valueOf(theirIds.get("datasets")));
    ours.admin().post("/v1/chat", Map.of("message", "hello", "bot_id", slug)).expect(404);
    theirs.admin().post("/v1/chat", Map.of("message", "hello", "bot_id", slug)).expect(200);
  }

  @Test
  void listsAndSearchShowNothingForeign() {
    for (String list :
        List.of(
            "/v1/conversations?page_size=100",
            "/v1/conversations?q=ledger&page_size=100",
            "/v1/admin/datasets?page_size=100",
            "/v1/admin/jobs?page_size=100",
            "/v1/admin/bots?page_size=100",
            "/v1/admin/scopes?page_size=100",
            "/v1/admin/api-keys?page_size=100",
            "/v1/files?page_size=100",
            Workspace.documents(String.valueOf(ourIds.get("datasets"))))) {
      String body = ours.admin().get(list).expect(200).body();
      assertThat(theirIds.values()).noneMatch(body::contains);
      assertThat(body).doesNotContain("samovar");
    }
    for (String mode : List.of("hybrid", "semantic", "keyword")) {
      Map<String, Object> query = Map.of("query", "Ostrava ledger samovar", "mode", mode, "k", 50);
      assertThat(theirs.admin().post("/v1/search", query).expect(200).body()).contains("samovar");
      assertThat(ours.admin().post("/v1/search", query).expect(200).body())
          .doesNotContain("samovar");
    }
    assertThat(
            ours.admin()
                .post("/v1/chat", Map.of("message", "Where is the Ostrava ledger kept?"))
                .expect(200)
                .body())
        .doesNotContain("samovar");
  }

  @Test
  void ownerOfAnotherKeyInTheSameTenantDoesNotSeeConversations() {
    ApiClient colleague = ours.withRole("chat");
    colleague.get("/v1/conversations/" + ourIds.get("conversations")).expect(404);
    colleague.get("/v1/runs/" + ourIds.get("runs")).expect(404);
    colleague.get("/v1/files/" + ourIds.get("files")).expect(404);
    colleague.get("/v1/runs/" + ourIds.get("runs") + "/events").expect(404);
    colleague
        .post("/v1/chat", Map.of("message", "hi", "session_id", ourIds.get("conversations")))
        .expect(404);
    assertThat(colleague.get("/v1/conversations").expect(200).json().number("total")).isZero();
  }

  @Test
  void chatKeyReachesNoAdministration() {
    ApiClient chat = ours.withRole("chat");
    List<String> paths =
        ours.admin()
            .get("/openapi.yml")
            .expect(200)
            .body()
            .lines()
            .filter(line -> line.matches(" {2}/v1/admin/.*:"))
            .map(
                line ->
                    line.strip()
                        .replaceAll(":$", "")
                        .replaceAll("\\{[^}]+}", Workspace.unknownId()))
            .toList();
    assertThat(paths).isNotEmpty();
    for (String path : paths) {
      int status = chat.get(path).status();
      // What takes no GET says so before it asks who calls.
      assertThat(status).as(path).isIn(403, 405);
    }
    chat.post("/v1/admin/datasets", Map.of("name", "x")).expect(403);
    chat.post("/v1/admin/bots", Map.of("slug", "x", "name", "x")).expect(403);
    chat.post("/v1/admin/api-keys", Map.of("name", "x", "roles", List.of("chat"))).expect(403);
    ours.admin().post("/v1/admin/tenants", Map.of("slug", "x", "name", "x")).expect(403);
    ours.withRole("knowledge").get("/v1/admin/datasets").expect(200);
    ours.withRole("knowledge").get("/v1/admin/api-keys").expect(403);
  }

  @Test
  void nobodyGivesMoreThanTheyHave() {
    for (String role : List.of("platform_admin")) {
      ours.admin()
          .post("/v1/admin/api-keys", Map.of("name", "up", "roles", List.of(role)))
          .expect(403);
    }
    ours.admin()
        .patch(
            "/v1/admin/api-keys/" + ourIds.get("api-keys"),
            Map.of("roles", List.of("platform_admin")))
        .expect(403);
  }

  @Test
  void suspendedTenantIsRefusedAtOnce() {
    Workspace tenant = Workspace.create(ours.platform(), "suspended");
    ApiClient chat = tenant.withRole("chat");
    chat.get("/v1/models").expect(200);
    String path = "/v1/admin/tenants/" + tenant.tenant();
    tenant.platform().patch(path, Map.of("status", "suspended")).expect(200);
    chat.get("/v1/models").expect(401);
    tenant.admin().get("/v1/admin/bots").expect(401);
    tenant.platform().patch(path, Map.of("status", "active")).expect(200);
    chat.get("/v1/models").expect(200);
  }

  @Test
  void keyThatIsDeletedRevokedOrExpiredOpensNothing() {
    Json deleted = ours.createKey("chat");
    ApiClient withDeleted = ours.admin().withKey(deleted.text("key"));
    withDeleted.get("/v1/models").expect(200);
    ours.admin().delete("/v1/admin/api-keys/" + deleted.text("id")).expect(204);
    withDeleted.get("/v1/models").expect(401);

    Json revoked = ours.createKey("chat");
    ApiClient withRevoked = ours.admin().withKey(revoked.text("key"));
    withRevoked.get("/v1/models").expect(200);
    ours.admin()
        .patch("/v1/admin/api-keys/" + revoked.text("id"), Map.of("revoked", true))
        .expect(200);
    withRevoked.get("/v1/models").expect(401);

    Json expiring = ours.createKey("chat");
    ApiClient withExpiring = ours.admin().withKey(expiring.text("key"));
    withExpiring.get("/v1/models").expect(200);
    String soon = Instant.now().plusSeconds(2).toString();
    ours.admin()
        .patch("/v1/admin/api-keys/" + expiring.text("id"), Map.of("expires_at", soon))
        .expect(200);
    Await.condition("a key that expires", () -> withExpiring.get("/v1/models").status() == 401);
  }
}

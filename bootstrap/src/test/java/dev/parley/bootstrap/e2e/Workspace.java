package dev.parley.bootstrap.e2e;

import dev.parley.domain.id.UuidV7Ids;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A tenant made for one test, as its administrator sees it. */
record Workspace(ApiClient platform, String tenant, String slug, ApiClient admin) {
  private static final AtomicInteger MADE = new AtomicInteger();
  private static final UuidV7Ids IDS = new UuidV7Ids(Clock.systemUTC(), new SecureRandom());

  static Workspace create(ApiClient platform, String name) {
    String slug = name + "-" + MADE.incrementAndGet();
    String tenant =
        platform
            .post("/v1/admin/tenants", Map.of("slug", slug, "name", name))
            .expect(201)
            .json()
            .text("id");
    Json key =
        platform
            .post(
                "/v1/admin/api-keys",
                Map.of(
                    "name", "administrator", "roles", List.of("tenant_admin"), "tenant_id", tenant))
            .expect(201)
            .json();
    return new Workspace(platform, tenant, slug, platform.withKey(key.text("key")));
  }

  /** The same tenant on a server that was started again. */
  Workspace on(ServerProcess server) {
    return new Workspace(server.administrator(), tenant, slug, server.client(admin.key()));
  }

  /** An id that nothing has. */
  static String unknownId() {
    UUID id = IDS.next();
    return id.toString();
  }

  /** Another key of this tenant's, as the server showed it. */
  Json createKey(String role) {
    return admin
        .post("/v1/admin/api-keys", Map.of("name", role + " key", "roles", List.of(role)))
        .expect(201)
        .json();
  }

  ApiClient withRole(String role) {
    return admin.withKey(createKey(role).text("key"));
  }

  String createDataset(String name) {
    return admin.post("/v1/admin/datasets", Map.of("name", name)).expect(201).json().text("id");
  }

  /** The bot that answers whoever names none, reading these datasets. */
  String createBot(String botSlug, String... datasets) {
    return admin
        .post(
            "/v1/admin/bots",
            Map.of(
                "slug",
                botSlug,
                "name",
                botSlug,
                "system_prompt",
                "You answer from the documents.",
                "datasets",
                List.of(datasets),
                "default",
                true))
        .expect(201)
        .json()
        .text("id");
  }

  static String documents(String dataset) {
    return "/v1/admin/datasets/" + dataset + "/documents";
  }

  /** Sends a file and returns the id of its document. */
  String upload(String dataset, String filename, byte[] content) {
    Json accepted = admin.upload(documents(dataset), filename, content).expect(202).json();
    return accepted.text("document_id");
  }

  /** Sends a text and waits until it can be asked about. */
  String ingest(String dataset, String filename, String text) {
    String document = upload(dataset, filename, text.getBytes(StandardCharsets.UTF_8));
    Json unused = awaitIndexed(dataset, document);
    return document;
  }

  /** Sends a file to be attached to a message and returns its id. */
  static String sendFile(ApiClient client, String filename, byte[] content) {
    return client.upload("/v1/files", filename, content).expect(201).json().text("id");
  }

  Json document(String dataset, String document) {
    return admin.get(documents(dataset) + "/" + document).expect(200).json();
  }

  /** Waits until a document can be asked about; fails at once if it never will. */
  Json awaitIndexed(String dataset, String document) {
    return Await.value(
        () -> "indexed: " + document(dataset, document),
        () -> {
          Json state = document(dataset, document);
          if (state.text("status").equals("failed")) {
            throw new AssertionError("the document failed: " + state);
          }
          return state.text("status").equals("indexed") ? Optional.of(state) : Optional.empty();
        });
  }

  /** The documents of the passages that a search in a dataset finds, best first. */
  List<String> searched(String dataset, String query) {
    return admin()
        .post("/v1/search", Map.of("query", query, "dataset_ids", List.of(dataset)))
        .expect(200)
        .json()
        .list("passages")
        .stream()
        .map(passage -> passage.text("document_id"))
        .toList();
  }
}

package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static dev.parley.adapters.rest.Knowledge.created;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.Events.Event;
import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that tell how documents and reindexings come on. */
@Timeout(60)
final class IngestionEventsTest {
  private final RestServer server = RestServer.shared();
  private final Tenant tenant = server.tenant();
  private final String key = server.key(tenant.id(), Role.KNOWLEDGE);
  private final RestClient client = RestClient.with(server, key);

  private String dataset() throws Exception {
    return created(client.post("/v1/admin/datasets", "{\"name\":\"Pumps\"}"));
  }

  private String document(String dataset, String text) throws Exception {
    Answer accepted =
        client.post(
            "/v1/admin/datasets/" + dataset + "/documents",
            "{\"title\":\"Pumps\",\"text\":\"" + text + "\"}");
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    return accepted.string("document_id");
  }

  private static String events(String dataset, String document) {
    return "/v1/admin/datasets/" + dataset + "/documents/" + document + "/events";
  }

  private Events follow(String path) throws Exception {
    return new Events(client.call("GET", path).stream().body());
  }

  @Test
  void tellsStagesUpToTheEnd() throws Exception {
    String dataset = dataset();
    String document = document(dataset, "Valves are turned twice a year.");
    try (Events stream = follow(events(dataset, document))) {
      Event queued = stream.next("document.progress");
      assertThat(queued.string("document_id")).isEqualTo(document);
      assertThat(queued.string("status")).isEqualTo("queued");
      assertThat(queued.data()).doesNotContain("chunks_total");

      server.ingest(tenant.id());

      Event indexed = stream.next("document.indexed");
      assertThat(indexed.data()).contains("\"pages\":1,\"chunks\":1,\"tokens\":");
      assertThat(stream.next()).isEmpty();
    }
    Answer again = client.get(events(dataset, document));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.header("Content-Type")).startsWith("text/event-stream");
    assertThat(again.text()).contains("event: document.indexed\n");
  }

  @Test
  void tellsHowManyChunksAreEmbedded() throws Exception {
    String dataset = dataset();
    String document = document(dataset, "Taps are opened.");
    server.embedding(tenant.id(), new DocumentId(UUID.fromString(document)), 16, 40);

    try (Events stream = follow(events(dataset, document))) {
      Event embedding = stream.next("document.progress");

      assertThat(embedding.data())
          .contains("\"status\":\"embedding\"")
          .contains("\"chunks_embedded\":16,\"chunks_total\":40");
      server.embedding(tenant.id(), new DocumentId(UUID.fromString(document)), 32, 40);
      assertThat(stream.next("document.progress").data()).contains("\"chunks_embedded\":32");
      client.call("DELETE", "/v1/admin/datasets/" + dataset + "/documents/" + document).send();
      assertThat(stream.next("document.removed").string("document_id")).isEqualTo(document);
      assertThat(stream.next()).isEmpty();
    }
  }

  @Test
  void doesNotRepeatWhatTheClientKnows() throws Exception {
    String dataset = dataset();
    String document = document(dataset, "Hoses are coiled.");
    String known;
    try (Events stream = follow(events(dataset, document))) {
      known = stream.next("document.progress").id();
    }
    try (Events stream =
        new Events(
            client.call("GET", events(dataset, document)).header("Last-Event-ID", known).stream()
                .body())) {
      assertThat(stream.next().orElseThrow().type()).as("a heartbeat").isEqualTo(":");
      server.ingest(tenant.id());
      assertThat(stream.next("document.indexed").id()).isNotEqualTo(known);
    }
  }

  @Test
  void tellsHowAReindexingComesOn() throws Exception {
    String dataset = dataset();
    String document = document(dataset, "Drains are cleared.");
    assertThat(document).isNotEmpty();
    server.ingest(tenant.id());
    String reindex = "/v1/admin/datasets/" + dataset + "/reindex";
    assertProblem(client.get(reindex + "/events"), 404, "not_found");
    client.post(reindex, "{\"chunking\":{\"size\":64}}");
    try (Events stream = follow(reindex + "/events")) {
      assertThat(stream.next("reindexing.progress").data()).contains("\"documents\":1,\"done\":0");
      server.advanceReindexings();
      server.ingest(tenant.id());
      assertThat(stream.next("reindexing.progress").data()).contains("\"documents\":1,\"done\":1");
      server.advanceReindexings();
      assertThat(stream.next("reindexing.switched").string("id")).isEqualTo(dataset);
      assertThat(stream.next()).isEmpty();
    }
  }

  @Test
  void endsTheStreamOfAKeyThatIsRevoked() throws Exception {
    String dataset = dataset();
    String document = document(dataset, "Belts are tightened.");
    try (Events stream = follow(events(dataset, document))) {
      stream.next("document.progress");
      long began = System.nanoTime();

      KeyEnds.revoke(server, key);

      assertThat(stream.rest()).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(2_500));
    }
  }

  @Test
  void isForThoseWhoKeepKnowledge() throws Exception {
    String dataset = dataset();
    String document = document(dataset, "Bolts are counted.");
    RestClient chat = RestClient.with(server, server.key(tenant.id(), Role.CHAT));
    RestClient stranger =
        RestClient.with(server, server.key(server.tenant().id(), Role.TENANT_ADMIN));

    assertProblem(chat.get(events(dataset, document)), 403, "forbidden");
    assertProblem(stranger.get(events(dataset, document)), 404, "not_found");
    assertProblem(client.get(events(dataset(), document)), 404, "not_found");
    server.ingest(tenant.id());
  }
}

package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static dev.parley.adapters.rest.Knowledge.created;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import org.junit.jupiter.api.Test;

final class JobsTest {
  private static final String JOBS = "/v1/admin/jobs";

  private final RestServer server = RestServer.shared();
  private final Tenant tenant = server.tenant();
  private final RestClient client =
      RestClient.with(server, server.key(tenant.id(), Role.TENANT_ADMIN));

  private String dataset() throws Exception {
    return created(client.post("/v1/admin/datasets", "{\"name\":\"Pumps\"}"));
  }

  private String document(String dataset) throws Exception {
    Answer accepted =
        client.post(
            "/v1/admin/datasets/" + dataset + "/documents",
            "{\"title\":\"Pumps\",\"text\":\"Valves are turned twice a year.\"}");
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    return accepted.string("job_id");
  }

  @Test
  void showsAJobThatEndsWell() throws Exception {
    String job = document(dataset());

    Answer queued = client.get(JOBS + "/" + job);

    assertThat(queued.string("status")).isEqualTo("queued");
    assertThat(queued.string("kind")).isEqualTo("ingest");
    assertThat(queued.string("document_id")).isEqualTo(job);
    assertThat(client.get(JOBS + "?status=queued").string("jobs.0.id")).isEqualTo(job);
    server.ingest(tenant.id());
    assertThat(client.get(JOBS + "/" + job).string("status")).isEqualTo("succeeded");
    assertThat(client.get(JOBS + "?status=queued").number("total")).isZero();
    assertThat(client.get(JOBS).number("total")).isEqualTo(1);
    assertProblem(client.post(JOBS + "/" + job + "/cancel", ""), 409, "job_ended");
  }

  @Test
  void cancelsAJobAndDoesItOnceMore() throws Exception {
    String job = document(dataset());

    Answer cancelled = client.post(JOBS + "/" + job + "/cancel", "");

    assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(200);
    assertThat(cancelled.string("status")).isEqualTo("cancelled");
    assertThat(cancelled.string("error.code")).isEqualTo("cancelled");
    Answer again = client.post(JOBS + "/" + job + "/retry", "");
    assertThat(again.status()).as(again.text()).isEqualTo(202);
    assertThat(again.string("status")).isEqualTo("queued");
    assertProblem(client.post(JOBS + "/" + job + "/retry", ""), 409, "document_busy");
    server.ingest(tenant.id());
    assertThat(client.get(JOBS + "/" + job).string("status")).isEqualTo("succeeded");
  }

  @Test
  void cutsADatasetAnew() throws Exception {
    String dataset = dataset();
    String job = document(dataset);
    server.ingest(tenant.id());

    Answer begun =
        client.post("/v1/admin/datasets/" + dataset + "/reindex", "{\"chunking\":{\"size\":64}}");

    assertThat(begun.status()).as(begun.text()).isEqualTo(202);
    assertThat(begun.number("documents")).isEqualTo(1);
    assertThat(begun.number("chunking.size")).isEqualTo(64);
    assertThat(begun.string("status")).isEqualTo("building");
    assertThat(client.get(JOBS + "/" + job).string("status")).isEqualTo("succeeded");
    String reindex = "/v1/admin/datasets/" + dataset + "/reindex";
    assertThat(client.get("/v1/admin/datasets/" + dataset).number("chunking.size")).isEqualTo(180);
    server.advanceReindexings();
    server.ingest(tenant.id());
    assertThat(client.get(reindex).number("done")).isEqualTo(1);
    server.advanceReindexings();
    Answer switched = client.get(reindex);
    assertThat(switched.string("status")).isEqualTo("switched");
    assertThat(switched.number("failed")).isZero();
    assertThat(switched.text()).contains("\"failed_documents\":[]").contains("\"ended_at\"");
    assertThat(client.get("/v1/admin/datasets/" + dataset).number("chunking.size")).isEqualTo(64);
    assertProblem(client.post(reindex + "/cancel", ""), 409, "reindexing_ended");
    assertThat(client.post("/v1/admin/datasets/" + dataset + "/reindex", "{}").status())
        .isEqualTo(202);
    Answer cancelled = client.post(reindex + "/cancel", "");
    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(cancelled.string("status")).isEqualTo("cancelled");
    assertProblem(client.get("/v1/admin/datasets/" + dataset() + "/reindex"), 404, "not_found");
    assertProblem(
        client.post(
            "/v1/admin/datasets/" + dataset + "/reindex", "{\"embedding_model\":\"another\"}"),
        422,
        "embedding_model_not_found");
    assertProblem(
        client.post("/v1/admin/datasets/" + dataset + "/reindex", "{\"chunking\":{\"size\":1}}"),
        422,
        "invalid_request");
  }

  @Test
  void refusesUnknownStatusesAndPeopleWhoMayNot() throws Exception {
    assertProblem(client.get(JOBS + "?status=lost"), 422, "invalid_request");
    RestClient author = RestClient.with(server, server.key(tenant.id(), Role.KNOWLEDGE));
    String job = document(dataset());
    for (String path : new String[] {JOBS, JOBS + "/" + job}) {
      assertProblem(author.get(path), 403, "forbidden");
    }
    for (String act : new String[] {"/cancel", "/retry"}) {
      assertProblem(author.post(JOBS + "/" + job + act, ""), 403, "forbidden");
    }
  }
}

package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static dev.parley.adapters.rest.Knowledge.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class KnowledgeTest {
  private final RestServer server = RestServer.shared();
  private final Tenant tenant = server.tenant();
  private final RestClient client =
      RestClient.with(server, server.key(tenant.id(), Role.KNOWLEDGE));

  private String dataset() throws Exception {
    return created(client.post("/v1/admin/datasets", "{\"name\":\"Handbooks\"}"));
  }

  private String documents() throws Exception {
    return "/v1/admin/datasets/" + dataset() + "/documents";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void keepsDatasets() throws Exception {
    Answer made =
        client.post(
            "/v1/admin/datasets",
            "{\"name\":\" Manuals \",\"description\":\"All of them\",\"tags\":[\"A\",\"b\",\"a\"],"
                + "\"chunking\":{\"size\":100,\"overlap\":10,\"strategy\":\"table\"}}");
    String path = "/v1/admin/datasets/" + created(made);

    assertThat(made.text())
        .contains(
            "\"name\":\"Manuals\",\"description\":\"All of them\",\"tags\":[\"a\",\"b\"],"
                + "\"embedding_model\":\"hashing\","
                + "\"chunking\":{\"size\":100,\"overlap\":10,\"strategy\":\"table\"},");
    assertThat(client.get(path).text()).isEqualTo(made.text());
    Answer changed = client.patch(path, "{\"description\":\"\"}");
    assertThat(changed.string("description")).isEmpty();
    assertThat(changed.string("name")).isEqualTo("Manuals");
    assertThat(changed.number("chunking.size")).isEqualTo(100);
    assertThat(client.get("/v1/admin/datasets").number("total")).isEqualTo(1);
    assertThat(client.delete(path).status()).isEqualTo(204);
    assertProblem(client.get(path), 404, "not_found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | invalid_request | name",
        "{\"name\":\"a\",\"chunking\":{\"size\":1}} | invalid_request | chunking.size",
        "{\"name\":\"a\",\"chunking\":{\"size\":64,\"overlap\":60}}"
            + " | invalid_request | chunking.overlap",
        "{\"name\":\"a\",\"chunking\":{\"strategy\":\"magic\"}}"
            + " | invalid_request | chunking.strategy",
        "{\"name\":\"a\",\"tags\":[\"\"]} | invalid_request | tags",
        "{\"name\":\"a\",\"tags\":[null]} | invalid_request | tags",
        "{\"name\":\"a\",\"embedding_model\":\"other\"}"
            + " | embedding_model_not_found | embedding_model",
      })
  void refusesDatasetsThatCannotBeMade(String body, String code, String field) throws Exception {
    Answer answer = client.post("/v1/admin/datasets", body);

    assertProblem(answer, 422, code);
    assertThat(answer.string("details.0.field")).isEqualTo(field);
  }

  @Test
  void givesASmallChunkSizeAnOverlapThatFits() throws Exception {
    Answer made = client.post("/v1/admin/datasets", "{\"name\":\"a\",\"chunking\":{\"size\":40}}");

    assertThat(made.number("chunking.overlap")).isEqualTo(20);
  }

  @Test
  void takesAFileAndShowsWhatBecameOfIt() throws Exception {
    String documents = documents();
    Answer accepted =
        client
            .call("POST", documents)
            .multipart("../../pumps.md", utf8(Knowledge.TEXT), "title", "Pump book", "tags", "A, b")
            .send();

    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    String id = accepted.string("document_id");
    assertThat(accepted.text())
        .isEqualTo(
            "{\"id\":\"%s\",\"document_id\":\"%s\",\"job_id\":\"%s\",\"status\":\"queued\"}"
                .formatted(id, id, id));
    Answer queued = client.get(documents + "/" + id);
    assertThat(queued.string("status")).isEqualTo("queued");
    assertThat(queued.json().get("error")).isNull();
    assertProblem(client.get(documents + "/" + id + "/content"), 409, "document_not_ready");
    assertProblem(client.post(documents + "/" + id + "/retry", ""), 409, "document_busy");

    server.ingest(tenant.id());

    Answer indexed = client.get(documents + "/" + id);
    assertThat(indexed.string("status")).isEqualTo("indexed");
    assertThat(indexed.string("title")).isEqualTo("Pump book");
    assertThat(indexed.string("filename")).isEqualTo("pumps.md");
    assertThat(indexed.string("media_type")).isEqualTo("text/markdown");
    assertThat(indexed.number("bytes")).isEqualTo(Knowledge.TEXT.length());
    assertThat(indexed.number("attempts")).isEqualTo(1);
    assertThat(indexed.number("pages")).isEqualTo(1);
    assertThat(indexed.text()).contains("\"progress\":1.0").contains("\"tags\":[\"a\",\"b\"]");
    assertThat(client.get(documents).string("documents.0.id")).isEqualTo(id);

    Answer chunks = client.get(documents + "/" + id + "/chunks?page_size=100");
    assertThat(chunks.number("total")).isEqualTo(indexed.number("chunks"));
    int start = chunks.number("chunks.0.start");
    int end = chunks.number("chunks.0.end");
    assertThat(Knowledge.TEXT.substring(start, end)).isEqualTo(chunks.string("chunks.0.text"));
    assertThat(chunks.string("chunks.0.heading")).isEqualTo("Pumps");

    assertThat(client.post(documents + "/" + id + "/retry", "").status()).isEqualTo(202);
    server.ingest(tenant.id());
    assertThat(client.get(documents + "/" + id).number("attempts")).isEqualTo(2);
  }

  @Test
  void letsTheTextBeDownloadedAndNotRun() throws Exception {
    String documents = documents();
    String id =
        client
            .call("POST", documents)
            .multipart("a.md", utf8("<script>alert(1)</script>"), "title", "Fäden \"1\"")
            .send()
            .string("id");
    server.ingest(tenant.id());

    Answer content = client.get(documents + "/" + id + "/content");

    assertThat(content.text()).isEqualTo("<script>alert(1)</script>");
    assertThat(content.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(content.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(content.header("Content-Security-Policy")).contains("sandbox");
    assertThat(content.header("Content-Disposition"))
        .isEqualTo(
            "attachment; filename=\"F_den _1_.txt\"; filename*=UTF-8''F%C3%A4den%20%221%22.txt");
  }

  @Test
  void answersTheSameBytesWithTheDocumentThatIsThere() throws Exception {
    String documents = documents();
    Answer first = client.call("POST", documents).multipart("a.md", utf8("Same")).send();
    server.ingest(tenant.id());

    Answer second = client.call("POST", documents).multipart("b.md", utf8("Same")).send();

    assertThat(second.status()).isEqualTo(202);
    assertThat(second.string("document_id")).isEqualTo(first.string("document_id"));
    assertThat(second.string("status")).isEqualTo("indexed");
    assertThat(client.get(documents).number("total")).isEqualTo(1);
  }

  @Test
  void takesATextToo() throws Exception {
    String documents = documents();

    Answer accepted = client.post(documents, "{\"title\":\"Note\",\"text\":\"Turn valves.\"}");

    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    server.ingest(tenant.id());
    assertThat(client.get(documents).string("documents.0.title")).isEqualTo("Note");
    assertThat(client.get(documents).string("documents.0.status")).isEqualTo("indexed");
    assertProblem(client.post(documents, "{\"title\":\"x\"}"), 422, "invalid_request");
    assertProblem(client.post(documents, "{\"text\":\"x\"}"), 422, "invalid_request");
  }

  @ParameterizedTest
  @EnumSource(DocumentError.class)
  void refusesAFileByWhatItIs(DocumentError error) throws Exception {
    Answer answer =
        client.call("POST", documents()).multipart("a.pdf", utf8("reject " + error.code())).send();

    int status =
        switch (error) {
          case UNSUPPORTED_TYPE -> 415;
          case TOO_LARGE -> 413;
          case ENCRYPTED,
              NO_TEXT,
              CORRUPT,
              TIMEOUT,
              URL_REFUSED,
              URL_NOT_FOUND,
              URL_PROTECTED,
              URL_UNREACHABLE,
              URL_ROBOTS,
              EMBEDDING_UNAVAILABLE,
              EMBEDDING_REFUSED,
              CANCELLED,
              INTERNAL ->
              422;
        };
    assertProblem(answer, status, error.code());
    assertThat(answer.string("details.0.field")).isEqualTo("file");
  }

  @Test
  void wantsTheFileOfAnUpload() throws Exception {
    String documents = documents();
    String form = "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nhi\r\n--x--\r\n";

    Answer withoutFile =
        client
            .call("POST", documents)
            .body("multipart/form-data; boundary=x", BodyPublishers.ofString(form))
            .send();
    Answer garbage =
        client
            .call("POST", documents)
            .body("multipart/form-data; boundary=x", BodyPublishers.ofString("garbage"))
            .send();

    assertProblem(withoutFile, 422, "invalid_request");
    assertThat(withoutFile.string("details.0.field")).isEqualTo("file");
    assertProblem(garbage, 422, "invalid_request");
  }

  @Test
  void describesADocumentAnew() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    String path = knowledge.documents() + "/" + knowledge.document();

    Answer changed = knowledge.admin().patch(path, "{\"title\":\"New\",\"tags\":[\"x\"]}");

    assertThat(changed.string("title")).isEqualTo("New");
    assertThat(knowledge.admin().patch(path, "{}").text()).contains("\"tags\":[\"x\"]");
    assertThat(
            knowledge
                .admin()
                .post("/v1/search", "{\"query\":\"grease\",\"tags\":[\"X\"]}")
                .string("passages.0.title"))
        .isEqualTo("New");
    assertProblem(knowledge.admin().patch(path, "{\"title\":\" \"}"), 422, "invalid_request");
  }

  @Test
  void findsPassagesAsChatDoesAndNoneThatWereRemoved() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    RestClient chatter = RestClient.with(server, server.key(knowledge.tenant().id(), Role.CHAT));
    String query =
        "{\"query\":\"grease\",\"k\":1,\"mode\":\"keyword\",\"diversity\":0.5,\"dataset_ids\":[\""
            + knowledge.dataset()
            + "\"]}";

    Answer found = chatter.post("/v1/search", query);

    assertThat(found.status()).as(found.text()).isEqualTo(200);
    assertThat(found.at("passages").size()).isEqualTo(1);
    assertThat(found.string("passages.0.document_id")).isEqualTo(knowledge.document());
    assertThat(found.number("passages.0.page")).isEqualTo(1);
    assertThat(found.number("passages.0.ranks.keyword")).isEqualTo(1);
    assertThat(found.at("passages.0.ranks.semantic").isNull()).isTrue();
    assertThat(found.at("passages.0.scores.keyword").getDoubleValue()).isPositive();
    assertThat(found.at("passages.0.scores.semantic").isNull()).isTrue();
    assertThat(found.number("took_ms")).isNotNegative();
    int start = found.number("passages.0.start");
    int end = found.number("passages.0.end");
    assertThat(Knowledge.TEXT.substring(start, end)).isEqualTo(found.string("passages.0.text"));

    knowledge.admin().delete(knowledge.documents() + "/" + knowledge.document());

    assertThat(chatter.post("/v1/search", query).at("passages").size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"languages\":[\"en\"] | 1",
        "\"languages\":[\"EN\",\"de\"] | 1",
        "\"languages\":[\"de\"] | 0",
        "\"languages\":[] | 1",
        "\"created_after\":\"2000-01-01T00:00:00Z\" | 1",
        "\"created_after\":\"2999-01-01T00:00:00+02:00\" | 0",
        "\"created_before\":\"2999-01-01T00:00:00Z\",\"languages\":[\"en\"] | 1",
        "\"created_before\":\"2000-01-01T00:00:00Z\" | 0",
      })
  void searchesByLanguageAndDate(String filter, int found) throws Exception {
    Knowledge knowledge = Knowledge.in(server);

    Answer answer =
        knowledge.admin().post("/v1/search", "{\"query\":\"grease\",\"k\":1," + filter + "}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.at("passages").size()).isEqualTo(found);
    assertThat(answer.at("warnings").size()).isZero();
    assertThat(
            knowledge
                .admin()
                .get(knowledge.documents() + "/" + knowledge.document())
                .string("language"))
        .isEqualTo("en");
  }

  @Test
  void tellsWhatTheRerankerGaveEachPassage() throws Exception {
    Knowledge knowledge = Knowledge.in(server);

    Answer plain = knowledge.admin().post("/v1/search", "{\"query\":\"pump grease\"}");
    Answer reranked =
        knowledge.admin().post("/v1/search", "{\"query\":\"pump grease\",\"rerank\":true}");

    assertThat(plain.at("passages.0.scores.rerank").isNull()).isTrue();
    assertThat(reranked.at("passages.0.scores.rerank"))
        .isEqualTo(reranked.at("passages.0.score"))
        .satisfies(score -> assertThat(score.getDoubleValue()).isEqualTo(1));
    assertThat(reranked.at("passages.0.ranks")).isEqualTo(plain.at("passages.0.ranks"));
    assertThat(reranked.at("warnings").size()).isZero();
  }

  @Test
  void fusesByScoreWhereItIsTold() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    String query =
        "{\"query\":\"grease\",\"fusion\":\"weighted\",\"semantic_weight\":%s,\"mode\":\"%s\"}";

    for (String asked :
        List.of(query.formatted("0.25", "hybrid"), query.formatted("0.25", "keyword"))) {
      Answer found = knowledge.admin().post("/v1/search", asked);

      assertThat(found.status()).as(found.text()).isEqualTo(200);
      assertThat(found.at("passages.0.score").getDoubleValue()).isCloseTo(1, within(1e-6));
    }
    Answer hybrid = knowledge.admin().post("/v1/search", query.formatted("0.25", "hybrid"));
    assertThat(hybrid.at("passages.0.scores.semantic").getDoubleValue())
        .isNotZero()
        .isBetween(-1.0, 1.0);
    String byRank = "{\"query\":\"grease\",\"fusion\":\"reciprocal_rank\"}";
    assertThat(knowledge.admin().post("/v1/search", byRank).text())
        .contains("\"score\":" + 2 / 61.0);
  }

  @Test
  void leavesOutWhatIsLessNearThanAsked() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    String query = "{\"query\":\"zebra\",\"min_score\":%s}";

    assertThat(knowledge.admin().post("/v1/search", query.formatted("0")).at("passages").size())
        .isPositive();
    assertThat(knowledge.admin().post("/v1/search", query.formatted("0.9")).at("passages").size())
        .isZero();
    assertProblem(
        knowledge.admin().post("/v1/search", query.formatted("1.1")), 422, "invalid_request");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | query",
        "{\"query\":\" \"} | query",
        "{\"query\":\"a\",\"k\":0} | k",
        "{\"query\":\"a\",\"k\":51} | k",
        "{\"query\":\"a\",\"diversity\":-0.1} | diversity",
        "{\"query\":\"a\",\"diversity\":1.1} | diversity",
        "{\"query\":\"a\",\"mode\":\"best\"} | mode",
        "{\"query\":\"a\",\"fusion\":\"best\"} | fusion",
        "{\"query\":\"a\",\"semantic_weight\":-0.1} | semantic_weight",
        "{\"query\":\"a\",\"semantic_weight\":1.1} | semantic_weight",
        "{\"query\":\"a\",\"dataset_ids\":[\"x\"]} | dataset_ids",
        "{\"query\":\"a\",\"tags\":[null]} | tags",
        "{\"query\":\"a\",\"languages\":[\"english\"]} | languages",
        "{\"query\":\"a\",\"languages\":[null]} | languages",
        "{\"query\":\"a\",\"languages\":\"en\"} | languages",
        "{\"query\":\"a\",\"created_after\":\"yesterday\"} | created_after",
        "{\"query\":\"a\",\"created_after\":\"2026-02-01T00:00:00Z\",\"created_before\":\"2026-02-01T00:00:00Z\"} | created_before",
      })
  void refusesSearchesThatAreNone(String body, String field) throws Exception {
    Answer answer = client.post("/v1/search", body);

    assertProblem(answer, 422, "invalid_request");
    assertThat(answer.string("details.0.field")).isEqualTo(field);
  }
}

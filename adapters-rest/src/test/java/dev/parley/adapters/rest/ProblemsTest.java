package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertBothForms;
import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProblemsTest {
  private final RestServer server = RestServer.shared();
  private final Tenant tenant = server.tenant();
  private final RestClient client =
      RestClient.with(server, server.key(tenant.id(), Role.PLATFORM_ADMIN));

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"message\":\"canary\",}", "{\"message\":\"canary\"", "canary", "{'a':1}"})
  void saysWhereJsonIsMalformedWithoutRepeatingIt(String body) throws Exception {
    Answer answer = client.post("/v1/chat", body);

    assertProblem(answer, 400, "malformed_json");
    assertThat(answer.string("detail")).matches(".*\\(line 1, column \\d+\\)\\.");
    assertThat(answer.text()).doesNotContain("canary");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | body",
        "\"text\" | body",
        "7 | body",
        "null | body",
        "{\"name\":\"a\"} | slug",
        "{\"slug\":\"a\"} | name",
        "{\"slug\":\"a\",\"name\":\" \"} | name",
        "{\"slug\":\"NO\",\"name\":\"a\"} | slug",
        "{\"slug\":{},\"name\":\"a\"} | slug",
      })
  void namesTheFieldThatIsWrong(String body, String field) throws Exception {
    Answer answer = client.post("/v1/admin/tenants", body);

    assertProblem(answer, 422, "invalid_request");
    assertThat(answer.string("details.0.field")).isEqualTo(field);
    assertThat(answer.string("details.0.message")).startsWith(field + ": ");
  }

  @Test
  void wantsABodyWhereOneIsNeeded() throws Exception {
    Answer answer = client.call("POST", "/v1/chat").send();

    assertProblem(answer, 422, "invalid_request");
    assertThat(answer.string("details.0.field")).isEqualTo("body");
  }

  @ParameterizedTest
  @CsvSource({
    "page_size=0, page_size",
    "page_size=101, page_size",
    "page_size=1000, page_size",
    "page_size=ten, page_size",
    "page=0, page",
    "page=-1, page",
    "page=1000001, page",
    "page=99999999999, page",
  })
  void boundsPages(String query, String field) throws Exception {
    for (String list :
        new String[] {
          "/v1/admin/tenants",
          "/v1/admin/api-keys",
          "/v1/admin/bots",
          "/v1/admin/datasets",
          "/v1/conversations"
        }) {
      Answer answer = client.get(list + "?" + query);

      assertProblem(answer, 422, "invalid_request");
      assertThat(answer.string("details.0.field")).isEqualTo(field);
    }
  }

  @Test
  void takesNoQueryValueOfAnotherType() throws Exception {
    assertProblem(client.get("/v1/admin/api-keys?tenant_id=mine"), 422, "invalid_request");
    assertProblem(client.get("/v1/conversations?archived=perhaps"), 422, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "1", "..%2F", "%00", "'%20or%201=1"})
  void takesAPathIdThatIsNoneForOneThatIsNotThere(String id) throws Exception {
    assertProblem(client.get("/v1/conversations/" + id), 404, "not_found");
  }

  @Test
  void answersUnknownPathsAsProblems() throws Exception {
    assertProblem(client.get("/v1/nothing"), 404, "not_found");
    assertProblem(client.get("/nothing"), 404, "not_found");
    assertProblem(client.get("/assets/nothing.js"), 404, "not_found");
    assertProblem(
        client.call("GET", "/nothing").header("Accept", "text/html").send(), 404, "not_found");
  }

  @Test
  void saysWhichMethodsAPathTakes() throws Exception {
    Answer answer = client.delete("/v1/conversations");

    assertProblem(answer, 405, "method_not_allowed");
    assertThat(answer.header("Allow").split(", ", -1)).containsExactly("GET", "HEAD", "POST");
  }

  @Test
  void answersWhatAPathTakes() throws Exception {
    Answer known = RestClient.stranger(server).call("OPTIONS", "/v1/chat").send();
    Answer unknown = RestClient.stranger(server).call("OPTIONS", "/v1/nothing").send();

    assertThat(known.status()).isEqualTo(204);
    assertThat(known.header("Allow")).isEqualTo("POST, OPTIONS");
    assertProblem(unknown, 404, "not_found");
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    Answer found = client.call("HEAD", "/v1/models").send();
    Answer missing = client.call("HEAD", "/v1/nothing").send();

    assertThat(found.status()).isEqualTo(200);
    assertThat(found.bytes()).isEmpty();
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.bytes()).isEmpty();
  }

  @Test
  void answersInATypeThatTheClientTakesOrNotAtAll() throws Exception {
    Answer answer = client.call("GET", "/v1/models").header("Accept", "text/html").send();

    assertBothForms(answer, 406, "not_acceptable", "not_acceptable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded"})
  void takesJsonAlone(String type) throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    for (String path : new String[] {"/v1/chat", "/v1/admin/datasets", knowledge.documents()}) {
      Answer answer =
          knowledge
              .admin()
              .call("POST", path)
              .body(type, BodyPublishers.ofString("{\"message\":\"hi\"}"))
              .send();

      assertProblem(answer, 415, "unsupported_media_type");
    }
  }

  @Test
  void boundsJsonBodies() throws Exception {
    byte[] body = new byte[(1 << 20) + 1];
    Arrays.fill(body, (byte) ' ');

    Answer withLength =
        client
            .call("POST", "/v1/search")
            .body("application/json", BodyPublishers.ofByteArray(body))
            .send();
    Answer chunked =
        client
            .call("POST", "/v1/search")
            .body(
                "application/json",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .send();
    Answer beyondEveryLimit =
        client
            .call("POST", "/v1/search")
            .body("application/json", BodyPublishers.ofByteArray(new byte[6 << 20]))
            .send();

    assertProblem(withLength, 413, "body_too_large");
    assertProblem(chunked, 413, "body_too_large");
    assertProblem(beyondEveryLimit, 413, "body_too_large");
  }

  @Test
  void takesJsonBodiesUpToTheBound() throws Exception {
    String spaces = " ".repeat((1 << 20) - "{\"message\":\"hi\"}".length());

    Answer answer = client.post("/v1/chat", "{\"message\":\"hi\"" + spaces + "}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @Test
  void boundsUploads() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    byte[] file = new byte[(int) RestServer.UPLOAD_LIMIT_BYTES + 1];
    Arrays.fill(file, (byte) 'a');

    Answer over = knowledge.admin().call("POST", knowledge.documents()).multipart("a", file).send();
    Answer within =
        knowledge
            .admin()
            .call("POST", knowledge.documents())
            .multipart("a", Arrays.copyOf(file, file.length - 1))
            .send();

    assertProblem(over, 413, "body_too_large");
    assertThat(within.status()).as(within.text()).isEqualTo(202);
  }

  @Test
  void tellsNothingOfAFaultButItsRequestId() throws Exception {
    Answer searched = client.post("/v1/admin/datasets", "{\"name\":\"Pumps\"}");
    assertThat(searched.status()).isEqualTo(201);

    Answer answer = client.post("/v1/search", "{\"query\":\"" + HashedEmbeddings.FAULT + "\"}");

    assertProblem(answer, 500, "internal_error");
    assertThat(answer.text()).doesNotContain("secret internals", "Exception", "dev.parley");
  }

  @Test
  void answersABrokenAddressAsAProblem() throws Exception {
    String answer = raw("GET /v1/models?x=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
    assertThat(answer).contains("\"code\":\"bad_request\"").contains("X-Request-Id: ");
  }

  /** What a server says to bytes that no client library would send. */
  private String raw(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          request
              .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What every request gets: an id, a line in the log, compression, and rules for browsers. */
final class RequestsTest {
  private final RestServer server = RestServer.start();
  private final Tenant tenant = server.tenant();
  private final String key = server.key(tenant.id(), Role.TENANT_ADMIN);
  private final RestClient client = RestClient.with(server, key);
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger access = (Logger) LoggerFactory.getLogger("dev.parley.access");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void listen() {
    logged.start();
    access.setLevel(Level.INFO);
    root.addAppender(logged);
  }

  @AfterEach
  void stop() {
    root.detachAppender(logged);
    access.setLevel(null);
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "trace-1.2_3", "0123456789"})
  void keepsTheCallersRequestId(String id) throws Exception {
    Answer answer = client.call("GET", "/v1/models").header("X-Request-Id", id).send();
    Answer problem = client.call("GET", "/v1/nothing").header("X-Request-Id", id).send();

    assertThat(answer.header("X-Request-Id")).isEqualTo(id);
    assertThat(problem.string("request_id")).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "a/b", "<script>", "é"})
  void makesARequestIdWhereTheCallersIsNone(String id) throws Exception {
    String given =
        client.call("GET", "/v1/models").header("X-Request-Id", id).send().header("X-Request-Id");
    String none = client.get("/v1/models").header("X-Request-Id");
    String tooLong =
        client
            .call("GET", "/v1/models")
            .header("X-Request-Id", "x".repeat(129))
            .send()
            .header("X-Request-Id");

    assertThat(List.of(given, none, tooLong))
        .doesNotHaveDuplicates()
        .allMatch(made -> made.matches("[0-9a-f-]{36}"));
  }

  @Test
  void logsEachRequestOnceByItsRoute() throws Exception {
    client.call("GET", "/v1/conversations?q=canary").header("X-Request-Id", "req-1").send();
    client.call("GET", "/v1/runs/" + tenant.id()).header("X-Request-Id", "req-2").send();
    RestClient.stranger(server)
        .call("GET", "/canary-path?key=canary")
        .header("X-Request-Id", "req-3")
        .send();

    assertThat(lines("req-1"))
        .singleElement()
        .asString()
        .matches("GET /v1/conversations\\S* 200 \\d+ ms .*");
    assertThat(lines("req-1").getFirst()).contains("tenant=\"" + tenant.id() + "\"");
    assertThat(lines("req-2")).singleElement().asString().startsWith("GET /v1/runs/{id} 404 ");
    assertThat(lines("req-3")).singleElement().asString().startsWith("GET /canary-path 404 ");
    assertThat(lines("req-3").getFirst()).contains("tenant=\"-\"").doesNotContain("key=");
  }

  /** What the access log says under a request id. */
  private List<String> lines(String requestId) {
    return List.copyOf(logged.list).stream()
        .filter(event -> event.getLoggerName().equals(access.getName()))
        .map(event -> event.getFormattedMessage() + " " + event.getKeyValuePairs())
        .filter(line -> line.contains("request_id=\"" + requestId + "\""))
        .toList();
  }

  /** Where there is nothing to look through, nothing is embedded and nothing can fail. */
  private void searchable() throws Exception {
    Answer made = client.post("/v1/admin/datasets", "{\"name\":\"Pumps\"}");
    assertThat(made.status()).isEqualTo(201);
  }

  @Test
  void logsAFaultOnceUnderItsRequestId() throws Exception {
    searchable();
    client
        .call("POST", "/v1/search")
        .header("X-Request-Id", "req-fault")
        .json("{\"query\":\"" + HashedEmbeddings.FAULT + "\"}")
        .send();

    List<ILoggingEvent> errors =
        List.copyOf(logged.list).stream().filter(event -> event.getLevel() == Level.ERROR).toList();
    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().getFormattedMessage()).contains("req-fault");
    assertThat(errors.getFirst().getMDCPropertyMap()).containsEntry("request_id", "req-fault");
    assertThat(errors.getFirst().getThrowableProxy()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions, 100",
    "/v1/chat/completions, 100000",
    "/v1/chat, 100",
    "/v1/messages, 100"
  })
  void takesItForNoFaultThatACallerLeavesInTheMiddleOfABody(String path, int length)
      throws Exception {
    try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
      String head =
          "POST "
              + path
              + " HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer "
              + key
              + "\r\nContent-Type: application/json\r\nContent-Length: "
              + length
              + "\r\n\r\n{";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      // Until the body is waited for.
      Thread.sleep(200);
    }

    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (statuses(path).isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    assertThat(statuses(path)).containsExactly("400");
    assertThat(List.copyOf(logged.list)).noneMatch(event -> event.getLevel() == Level.ERROR);
  }

  /** The answers that were logged for a path. */
  private List<String> statuses(String path) {
    return List.copyOf(logged.list).stream()
        .filter(event -> event.getLoggerName().equals("dev.parley.access"))
        .map(event -> event.getFormattedMessage().split(" ", -1))
        .filter(line -> line[1].equals(path))
        .map(line -> line[2])
        .toList();
  }

  @Test
  void logsNeitherContentNorKeys() throws Exception {
    searchable();
    root.setLevel(Level.DEBUG);
    try {
      client.post("/v1/chat", "{\"message\":\"canary-content\"}");
      client.post("/v1/chat", "{\"message\":\"canary-content\",}");
      client.post("/v1/chat", "{\"message\":\"canary-content\",\"stream\":true}");
      client.post("/v1/search", "{\"query\":\"canary-content\",\"k\":0}");
      Answer made = client.post("/v1/admin/api-keys", "{\"name\":\"web\",\"roles\":[\"chat\"]}");
      RestClient.with(server, made.string("key") + "canary-key").get("/v1/models");
      client.get("/v1/conversations?q=canary-content");
      client.post("/v1/search", "{\"query\":\"" + HashedEmbeddings.FAULT + "\"}");

      assertThat(List.copyOf(logged.list))
          .filteredOn(event -> event.getLoggerName().startsWith("dev.parley"))
          .isNotEmpty()
          .extracting(ILoggingEvent::getFormattedMessage)
          .noneMatch(line -> line.contains("canary-content"))
          .noneMatch(line -> line.contains("canary-key"))
          .noneMatch(line -> line.contains(key))
          .noneMatch(line -> line.contains(made.string("key")));
    } finally {
      root.setLevel(Level.WARN);
    }
  }

  @Test
  void compressesLongTextForThoseWhoTakeIt() throws Exception {
    Answer plain = client.get("/openapi.yml");
    Answer small = client.call("GET", "/v1/models").header("Accept-Encoding", "gzip").send();
    Answer packed = client.call("GET", "/openapi.yml").header("Accept-Encoding", "gzip").send();

    assertThat(plain.header("Content-Encoding")).isEmpty();
    assertThat(small.header("Content-Encoding")).isEmpty();
    assertThat(packed.header("Content-Encoding")).isEmpty();
    client.post("/v1/chat", "{\"message\":\"" + "long story ".repeat(300) + "\"}");
    Answer list = client.call("GET", "/v1/conversations").header("Accept-Encoding", "gzip").send();
    Answer conversation =
        client
            .call(
                "GET",
                "/v1/conversations/" + unpacked(list).at("conversations.0.id").getStringValue())
            .header("Accept-Encoding", "gzip")
            .send();
    assertThat(conversation.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(unpacked(conversation).string("messages.0.content")).startsWith("long story");
  }

  private static Answer unpacked(Answer answer) throws Exception {
    if (answer.header("Content-Encoding").isEmpty()) {
      return answer;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.bytes()))) {
      return new Answer(answer.status(), answer.headers(), in.readAllBytes());
    }
  }

  @Test
  void letsAllowedOriginsAskBeforehand() throws Exception {
    Answer allowed = preflight(RestServer.ORIGIN);
    Answer other = preflight("https://evil.example");

    assertThat(allowed.status()).isEqualTo(200);
    assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(RestServer.ORIGIN);
    assertThat(allowed.header("Access-Control-Allow-Headers").toLowerCase(Locale.ROOT))
        .contains("authorization");
    assertThat(allowed.header("Access-Control-Allow-Credentials")).isNotEqualTo("true");
    assertThat(other.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  private Answer preflight(String origin) throws Exception {
    return RestClient.stranger(server)
        .call("OPTIONS", "/v1/chat")
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "authorization,content-type")
        .send();
  }

  @ParameterizedTest
  @CsvSource({"/v1/models, 200", "/v1/nothing, 404"})
  void letsAllowedOriginsReadAnswers(String path, int status) throws Exception {
    Answer answer = client.call("GET", path).header("Origin", RestServer.ORIGIN).send();

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(RestServer.ORIGIN);
    assertThat(answer.header("Access-Control-Expose-Headers")).contains("X-Request-Id");
  }

  @Test
  void keepsAnswersOutOfCachesAndFrames() throws Exception {
    Answer answer = client.get("/v1/models");

    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
    assertThat(new String(answer.bytes(), StandardCharsets.UTF_8)).contains("test/planned");
  }
}

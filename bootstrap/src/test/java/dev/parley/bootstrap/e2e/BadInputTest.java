package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table in docs/errors.md: each a clear problem, and nothing stored. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class BadInputTest {
  private static final String JSON = "application/json";
  private static final int TWO_MEBIBYTES = 2 * 1024 * 1024;

  private static Workspace workspace;
  private static Workspace other;
  private static ApiClient admin;
  private static String dataset;
  private static String foreignDocument;

  private List<Integer> before = List.of();

  @BeforeAll
  static void prepare() {
    ApiClient platform = Servers.administered().administrator();
    workspace = Workspace.create(platform, "bad-input");
    admin = workspace.admin();
    dataset = workspace.createDataset("Uploads");
    String unusedBot = workspace.createBot("helper", dataset);
    other = Workspace.create(platform, "elsewhere");
    String theirs = other.createDataset("Theirs");
    foreignDocument = other.ingest(theirs, "secret.txt", "The wine cellar code is 4711.");
  }

  @BeforeEach
  void count() {
    before = counts();
  }

  @AfterEach
  void nothingWasStored() {
    assertThat(counts()).as("conversations, documents, datasets, bots").isEqualTo(before);
  }

  private static List<Integer> counts() {
    return List.of(
        total("/v1/conversations"),
        total(Workspace.documents(dataset)),
        total("/v1/admin/datasets"),
        total("/v1/admin/bots"));
  }

  private static int total(String list) {
    return admin.get(list + "?page_size=1").expect(200).json().number("total");
  }

  @Test
  void refusesEmptyMessage() {
    for (String message : List.of("", "   ", "\n\t")) {
      problem(admin.post("/v1/chat", Map.of("message", message)), 422, "empty_message", "message");
      problem(
          admin.post("/v1/conversations", Map.of("first_message", message, "mode", "open")),
          422,
          "empty_message");
    }
    problem(admin.post("/v1/chat", Map.of("messages", List.of())), 422, "empty_message");
    problem(admin.post("/v1/chat", Map.of()), 422, "empty_message");
  }

  @Test
  void refusesBodyOfTwoMebibytes() throws IOException {
    String json = "{\"message\":\"" + "a".repeat(TWO_MEBIBYTES) + "\"}";
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    problem(raw("Content-Length: " + bytes.length, bytes), 413, "body_too_large");
    byte[] chunk =
        (Integer.toHexString(bytes.length) + "\r\n" + json + "\r\n0\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    problem(raw("Transfer-Encoding: chunked", chunk), 413, "body_too_large");
  }

  /**
   * Posts without waiting for leave, and reads the answer even where the server stops reading: an
   * ordinary client reports a broken connection there, or not, as the packets fall.
   */
  private static Answer raw(String length, byte[] body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), admin.server().getPort())) {
      OutputStream out = socket.getOutputStream();
      String head =
          """
          POST /v1/chat HTTP/1.1
          Host: localhost
          Authorization: Bearer %s
          Content-Type: application/json
          Connection: close
          %s

          """
              .formatted(admin.key(), length)
              .replace("\n", "\r\n");
      out.write(head.getBytes(StandardCharsets.UTF_8));
      try {
        out.write(body);
        out.flush();
      } catch (IOException e) {
        // It has heard enough; what it says about that is still to be read.
      }
      String answer = read(socket.getInputStream());
      Matcher parts =
          Pattern.compile("^HTTP/1.1 (\\d{3}).*?\r\n(.*?)\r\n\r\n(.*)$", Pattern.DOTALL)
              .matcher(answer);
      assertThat(parts.find()).as(answer).isTrue();
      Map<String, List<String>> headers =
          parts
              .group(2)
              .lines()
              .map(line -> line.split(": *", 2))
              .collect(
                  java.util.stream.Collectors.toMap(
                      pair -> pair[0].toLowerCase(Locale.ROOT),
                      pair -> List.of(pair[1]),
                      (a, b) -> a));
      String text = parts.group(3);
      return new Answer(
          "POST /v1/chat",
          Integer.parseInt(parts.group(1)),
          java.net.http.HttpHeaders.of(headers, (name, value) -> true),
          text.substring(text.indexOf('{'), text.lastIndexOf('}') + 1));
    }
  }

  private static String read(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[8192];
    try {
      int count;
      while ((count = in.read(buffer)) >= 0) {
        text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // Reset behind the answer.
    }
    return text.toString();
  }

  @Test
  void refusesMalformedJson() {
    for (String body : List.of("{\"message\":", "{'message':'hello'}", "not json at all")) {
      problem(admin.send("POST", "/v1/chat", body), 400, "malformed_json");
    }
    problem(admin.send("POST", "/v1/chat", "{\"message\":{\"a\":1}}"), 422, "invalid_request");
    problem(admin.send("POST", "/v1/chat", "[1,2]"), 422, "invalid_request");
    problem(admin.send("POST", "/v1/chat", "null"), 422, "invalid_request", null);
  }

  @Test
  void refusesUnknownBot() {
    String unknown = Workspace.unknownId();
    for (String bot : List.of(unknown, "no-such-bot")) {
      problem(admin.post("/v1/chat", Map.of("bot_id", bot, "message", "hello")), 404, "not_found");
    }
    Map<String, Object> body = Map.of("bot_id", unknown, "first_message", "hello", "mode", "open");
    problem(admin.post("/v1/conversations", body), 404, "not_found");
  }

  @Test
  void refusesUnknownModel() {
    Map<String, Object> body = Map.of("model", "no-such-model", "message", "hello");
    problem(admin.post("/v1/chat", body), 422, "model_not_found", "model");
  }

  @Test
  void refusesForeignDocument() {
    Map<String, Object> body =
        Map.of(
            "first_message", "What is the code?",
            "mode", "rag",
            "document_ids", List.of(foreignDocument));
    problem(admin.post("/v1/conversations", body), 404, "not_found");
  }

  @Test
  void refusesAFileOfAnotherKeyAndAnImageForAModelThatTakesNone() {
    byte[] text = "Not yours.".getBytes(StandardCharsets.UTF_8);
    String foreign = Workspace.sendFile(workspace.withRole("chat"), "a.txt", text);
    problem(
        admin.post("/v1/chat", Map.of("message", "hello", "file_ids", List.of(foreign))),
        404,
        "not_found");
    String image = Workspace.sendFile(admin, "a.txt", FilesTest.png());
    problem(
        admin.post("/v1/chat", Map.of("message", "hello", "file_ids", List.of(image))),
        422,
        "model_without_vision",
        "model");
  }

  @Test
  void refusesToSearchNothing() {
    String bare = Workspace.create(workspace.platform(), "bare").admin().key();
    Map<String, Object> body = Map.of("first_message", "hello", "mode", "rag");
    problem(admin.withKey(bare).post("/v1/conversations", body), 422, "nothing_to_search", "mode");
  }

  @Test
  void refusesEmptyFile() {
    problem(upload("empty.pdf", new byte[0]), 422, "empty_document", "file");
  }

  @Test
  void refusesEncryptedPdf() {
    byte[] pdf = Pdfs.encrypted(Handbook.pages());
    problem(upload("locked.pdf", pdf), 422, "encrypted", "file");
  }

  @Test
  void refusesProgramNamedPdf() {
    byte[] program = new byte[4096];
    byte[] head = "MZ\u0090".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(head, 0, program, 0, head.length);
    byte[] stub = "This program cannot be run in DOS mode.".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(stub, 0, program, 78, stub.length);
    problem(upload("invoice.pdf", program), 415, "unsupported_type", "file");
  }

  @Test
  void refusesPdfThatIsCutOff() {
    byte[] pdf = "%PDF-1.7\n1 0 obj\n<<".getBytes(StandardCharsets.US_ASCII);
    problem(upload("broken.pdf", pdf), 422, "corrupt", "file");
  }

  private static Answer upload(String filename, byte[] content) {
    return admin.upload(Workspace.documents(dataset), filename, content);
  }

  @Test
  void refusesPageOfAThousand() {
    for (String list :
        List.of(
            "/v1/conversations",
            "/v1/admin/datasets",
            "/v1/admin/bots",
            "/v1/admin/api-keys",
            Workspace.documents(dataset))) {
      Answer answer = admin.get(list + "?page_size=1000");
      problem(answer, 422, "invalid_request", "page_size");
      assertThat(answer.json().text("detail")).isEqualTo("page_size: 1000 (expected: 1..100)");
    }
    problem(admin.get("/v1/conversations?page=0"), 422, "invalid_request", "page");
    problem(admin.get("/v1/conversations?page=x"), 422, "invalid_request", "page");
  }

  @Test
  void answersWhatTheFrameworkRefusesInTheSameShape() {
    problem(admin.get("/v1/nowhere"), 404, "not_found");
    problem(admin.get("/v1/conversations/not-a-uuid"), 404, "not_found");
    problem(admin.delete("/v1/chat"), 405, "method_not_allowed");
    problem(
        admin.send("POST", "/v1/chat", "text/csv", BodyPublishers.ofString("a,b")),
        415,
        "unsupported_media_type");
    problem(admin.withKey("pk_wrong-key-of-some-length").get("/v1/models"), 401, "unauthorized");
    ByteArrayInputStream nothing = new ByteArrayInputStream(new byte[0]);
    Answer empty =
        admin.send("POST", "/v1/chat", JSON, BodyPublishers.ofInputStream(() -> nothing));
    assertThat(empty.status()).isIn(400, 422);
    assertProblem(empty);
  }

  private static void problem(Answer answer, int status, String code) {
    problem(answer, status, code, null);
  }

  private static void problem(
      Answer answer, int status, String code, @org.jspecify.annotations.Nullable String field) {
    assertProblem(answer.expect(status));
    assertThat(answer.json().text("code")).as(answer.body()).isEqualTo(code);
    if (field != null) {
      assertThat(answer.json().list("details"))
          .as(answer.body())
          .extracting(detail -> detail.text("field"))
          .containsExactly(field);
    }
  }

  private static void assertProblem(Answer answer) {
    assertThat(answer.header("content-type")).startsWith("application/problem+json");
    Json problem = answer.json();
    assertThat(problem.number("status")).isEqualTo(answer.status());
    for (String member : List.of("type", "title", "detail", "code", "request_id")) {
      assertThat(problem.text(member)).as(member + " of " + problem).isNotBlank();
    }
    assertThat(problem.has("details")).isTrue();
    assertThat(problem.text("request_id")).isEqualTo(answer.header("x-request-id"));
    assertThat(answer.body()).doesNotContain("dev.parley", "java.", "Exception", "org.postgresql");
  }
}

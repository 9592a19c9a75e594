package dev.parley.benchmarks.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScriptedServerTest {
  private static final Pattern CONTENT = Pattern.compile("\"content\":\"((?:[^\"\\\\]|\\\\.)*)\"");

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static ScriptedServer server;

  @BeforeAll
  static void start() throws InterruptedException {
    server =
        ScriptedServer.start(
            new ScriptedServer.Options(
                0, new Script(5, 0, false), Duration.ZERO, List.of("one", "two"), 1));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void streamsTheTextOfItsScript() throws Exception {
    HttpResponse<String> answer = chat("scripted-70", "\"stream\":true", "Hello");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(textOf(answer.body())).isEqualTo(new Script(70, 0, false).text());
    assertThat(answer.body()).endsWith("data: [DONE]\n\n").doesNotContain("usage");
    assertThat(answer.body().split("\n\n")).hasSize(1 + 70 + 1 + 1);
  }

  @Test
  void keepsThePaceOfItsScript() throws Exception {
    long began = System.nanoTime();
    List<Long> arrivals = new ArrayList<>();
    HttpRequest request = request("scripted-11@50", "\"stream\":true", "Hello");
    try (Stream<String> lines = HTTP.send(request, BodyHandlers.ofLines()).body()) {
      lines
          .filter(line -> line.contains("\"content\":\"") && !line.contains("\"role\""))
          .forEach(line -> arrivals.add(System.nanoTime() - began));
    }
    assertThat(arrivals).hasSize(11);
    assertThat(Duration.ofNanos(arrivals.getLast())).isGreaterThan(Duration.ofMillis(200));
    assertThat(Duration.ofNanos(arrivals.get(5))).isGreaterThan(Duration.ofMillis(100));
    assertThat(new Script(11, 50, false).length()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void repeatsTheQuestionFirstWhereAsked() throws Exception {
    String text = "two \\\"quoted\\\" words";
    String expected = "two \"quoted\" words" + new Script(3, 0, true).text();
    assertThat(textOf(chat("scripted-3+echo", "\"stream\":true", text).body())).isEqualTo(expected);
    assertThat(textOf(chat("scripted-3@1000+echo", "\"stream\":true", text).body()))
        .isEqualTo(expected);
    assertThat(textOf(chat("scripted-3+echo", "\"stream\":false", text).body()))
        .isEqualTo(expected);
  }

  @Test
  void tellsUsageWhereAsked() throws Exception {
    String options = "\"stream\":true,\"stream_options\":{\"include_usage\":true}";
    assertThat(chat("scripted-7", options, "Hello").body())
        .contains("\"choices\":[],\"usage\":{\"prompt_tokens\":16,\"completion_tokens\":7");
  }

  @Test
  void answersAnyOtherModelByItsOwnScript() throws Exception {
    HttpResponse<String> answer = chat("whatever", "\"stream\":false", "Hello");
    assertThat(textOf(answer.body())).isEqualTo(new Script(5, 0, false).text());
    assertThat(answer.body()).contains("\"completion_tokens\":5", "\"model\":\"whatever\"");
  }

  @Test
  void refusesScriptsThatCannotBe() throws Exception {
    HttpResponse<String> answer = chat("scripted-0", "\"stream\":true", "Hello");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("tokens: 0 (expected: 1..100000)");
  }

  @Test
  void refusesWhatIsNoRequest() throws Exception {
    assertThat(post("/v1/chat/completions", "[]").statusCode()).isEqualTo(400);
    assertThat(post("/v1/chat/completions", "{}").statusCode()).isEqualTo(400);
    assertThat(post("/v1/elsewhere", "{\"model\":\"one\"}").statusCode()).isEqualTo(404);
  }

  @Test
  void embedsEveryInput() throws Exception {
    String floats = post("/v1/embeddings", "{\"model\":\"e\",\"input\":[\"one\",\"two\"]}").body();
    assertThat(floats).contains("\"index\":1", "[0.05103104,").doesNotContain("\"index\":2");
    String base64 =
        post("/v1/embeddings", "{\"model\":\"e\",\"input\":\"one\",\"encoding_format\":\"base64\"}")
            .body();
    assertThat(base64).contains("\"index\":0", "\"embedding\":\"").doesNotContain("\"index\":1");
  }

  @Test
  void listsItsModels() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri("/v1/models")).build();
    assertThat(HTTP.send(request, BodyHandlers.ofString()).body())
        .contains("\"id\":\"one\"", "\"id\":\"two\"");
  }

  private static HttpResponse<String> chat(String model, String options, String question)
      throws IOException, InterruptedException {
    return HTTP.send(request(model, options, question), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest request(String model, String options, String question) {
    String body =
        """
        {"model":"%s",%s,"messages":[{"role":"system","content":"Be brief."},\
        {"role":"user","content":[{"type":"text","text":"%s"}]}],"user":"x"}\
        """
            .formatted(model, options, question);
    return HttpRequest.newBuilder(uri("/v1/chat/completions"))
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static String textOf(String body) {
    StringBuilder text = new StringBuilder();
    Matcher content = CONTENT.matcher(body);
    while (content.find()) {
      text.append(content.group(1).replace("\\\"", "\"").replace("\\n", "\n"));
    }
    return text.toString();
  }
}

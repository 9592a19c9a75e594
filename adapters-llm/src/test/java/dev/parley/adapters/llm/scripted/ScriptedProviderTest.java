package dev.parley.adapters.llm.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the completion model's tests do not use of it, but others' tests may. */
class ScriptedProviderTest {
  private final ScriptedProvider provider = ScriptedProvider.start();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    provider.close();
    client.close();
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(provider.baseUrl() + path))
            .header("X-Test", "yes")
            .POST(BodyPublishers.ofString(body))
            .build();
    return new ObjectMapper().readTree(client.send(request, BodyHandlers.ofString()).body());
  }

  @Test
  void answersInOnePieceWhereNoStreamIsAskedFor() throws Exception {
    provider.next(Reply.words("Seven years."));

    JsonNode answer =
        post(
            "/chat/completions",
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"How long is it?\"}]}");

    JsonNode choice = answer.path("choices").path(0);
    assertThat(choice.path("message").path("content").asText()).isEqualTo("Seven years.");
    assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
    assertThat(answer.path("usage").path("prompt_tokens").asInt()).isEqualTo(4);
    assertThat(answer.path("usage").path("completion_tokens").asInt()).isEqualTo(2);
  }

  @Test
  void embedsEachTextAsItAlwaysDoes() throws Exception {
    JsonNode both = post("/embeddings", "{\"model\":\"e\",\"input\":[\"one\",\"two\"]}");
    JsonNode single = post("/embeddings", "{\"model\":\"e\",\"input\":\"one\"}");

    assertThat(both.path("data")).hasSize(2);
    assertThat(both.path("data").path(0).path("embedding")).hasSize(8);
    assertThat(single.path("data").path(0).path("embedding"))
        .isEqualTo(both.path("data").path(0).path("embedding"));
  }

  @Test
  void remembersWhatItWasSent() throws Exception {
    post("/nowhere", "hello");

    assertThat(provider.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.method()).isEqualTo("POST");
              assertThat(request.path()).isEqualTo("/v1/nowhere");
              assertThat(request.headers()).containsEntry("x-test", "yes");
              assertThat(request.body()).isEqualTo("hello");
            });
  }
}

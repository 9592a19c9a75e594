package dev.parley.adapters.llm.embedding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /api/embed} of Ollama, which takes many texts and cuts each off where its model does.
 */
final class OllamaVectors implements EmbeddingModel {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final String url;
  private final String model;
  private final Map<String, String> headers;

  /**
   * @param baseUrl without a slash at its end
   */
  OllamaVectors(HttpClientBuilder http, String baseUrl, String model, Map<String, String> headers) {
    this.http = http.build();
    this.url = baseUrl + "/api/embed";
    this.model = model;
    this.headers = Map.copyOf(headers);
  }

  /**
   * @throws IllegalStateException if the answer cannot be read
   */
  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
    ObjectNode body = JSON.createObjectNode().put("model", model).put("truncate", true);
    texts.forEach(text -> body.withArray("input").add(text.text()));
    HttpRequest.Builder request =
        HttpRequest.builder()
            .method(HttpMethod.POST)
            .url(url)
            .addHeader("Content-Type", "application/json")
            .body(body.toString());
    headers.forEach(request::addHeader);
    try {
      JsonNode answer = JSON.readTree(http.execute(request.build()).body());
      List<Embedding> vectors = new ArrayList<>(texts.size());
      answer.path("embeddings").forEach(vector -> vectors.add(Embedding.from(numbers(vector))));
      return Response.from(vectors);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON", e);
    }
  }

  private static float[] numbers(JsonNode vector) {
    float[] numbers = new float[vector.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = vector.path(i);
      if (!number.isNumber()) {
        throw new IllegalStateException("a vector with something else than numbers");
      }
      numbers[i] = number.floatValue();
    }
    return numbers;
  }
}

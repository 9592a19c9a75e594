package dev.parley.adapters.llm.rerank;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.parley.adapters.llm.openai.OpenAiEndpoint;
import dev.parley.adapters.llm.openai.ProviderFault;
import dev.parley.adapters.llm.openai.ProviderSettings;
import dev.parley.application.knowledge.Reranker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider's reranker behind {@code POST /rerank}, asked on the calling thread. A server error or
 * a lost connection is tried once more at once; whoever waits has little patience.
 */
public final class ProviderReranker implements Reranker, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderReranker.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_ATTEMPTS = 2;

  /** A provider that asks for a longer pause is not asked again. */
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final RerankerSettings settings;
  private final OpenAiEndpoint endpoint;
  private final HttpClient http;

  /**
   * @param executor for the HTTP client's own short tasks; one that makes virtual threads
   */
  public ProviderReranker(RerankerSettings settings, Executor executor) {
    this.settings = settings;
    this.endpoint =
        new OpenAiEndpoint(
            ProviderSettings.of("reranker", settings.baseUrl(), settings.apiKey(), List.of()),
            executor);
    this.http = endpoint.wholeAnswers(settings.patience()).build();
  }

  @Override
  public List<Double> scores(String question, List<String> texts) {
    if (texts.isEmpty()) {
      return List.of();
    }
    HttpRequest request = request(question, texts);
    for (int attempt = 1; ; attempt++) {
      try {
        return read(http.execute(request).body(), texts.size());
      } catch (ProviderFault fault) {
        if (attempt == MAX_ATTEMPTS || !isWorthTryingAgain(fault)) {
          throw failure(String.valueOf(fault.getMessage()));
        }
        pause(fault.retryAfter() == null ? Duration.ZERO : fault.retryAfter());
      } catch (RerankFailure failure) {
        throw failure;
      } catch (RuntimeException interrupted) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException("interrupted while reranking");
        }
        throw interrupted;
      }
    }
  }

  private HttpRequest request(String question, List<String> texts) {
    ObjectNode body = JSON.createObjectNode().put("query", question);
    switch (settings.protocol()) {
      case COHERE -> {
        body.put("model", settings.model()).put("top_n", texts.size());
        texts.forEach(text -> body.withArray("documents").add(text));
      }
      case TEI -> {
        body.put("raw_scores", false).put("truncate", true);
        texts.forEach(text -> body.withArray("texts").add(text));
      }
    }
    HttpRequest.Builder request =
        HttpRequest.builder()
            .method(HttpMethod.POST)
            .url(endpoint.settings().baseUrl() + "/rerank")
            .addHeader("Content-Type", "application/json")
            .addHeader("User-Agent", "parley")
            .body(body.toString());
    if (settings.apiKey() != null) {
      request.addHeader("Authorization", "Bearer " + settings.apiKey());
    }
    return request.build();
  }

  /** The scores in the order of the texts; answers come best first. */
  private List<Double> read(String body, int count) {
    Double[] scores = new Double[count];
    int found = 0;
    for (JsonNode result : results(body)) {
      JsonNode index = result.path("index");
      JsonNode score = result.path(result.has("relevance_score") ? "relevance_score" : "score");
      boolean fits =
          index.isInt()
              && index.intValue() >= 0
              && index.intValue() < count
              && score.isNumber()
              && Double.isFinite(score.doubleValue());
      if (!fits || scores[index.intValue()] != null) {
        throw failure("the reranker sent a result that belongs to no text.");
      }
      scores[index.intValue()] = score.doubleValue();
      found++;
    }
    if (found != count) {
      throw failure("the reranker sent " + found + " scores (expected: " + count + ").");
    }
    return List.copyOf(Arrays.asList(scores));
  }

  private JsonNode results(String body) {
    try {
      JsonNode root = JSON.readTree(body);
      JsonNode results =
          root.isArray() ? root : root.path(root.has("results") ? "results" : "data");
      if (results.isArray()) {
        return results;
      }
    } catch (JsonProcessingException e) {
      // Told below.
    }
    throw failure("the reranker sent something that cannot be read.");
  }

  /** Logged here, since a search that does without is none the worse for whoever asked. */
  private RerankFailure failure(String detail) {
    LOG.warn("reranking by {} failed: {}", settings.model(), detail);
    return new RerankFailure(detail);
  }

  private static boolean isWorthTryingAgain(ProviderFault fault) {
    Duration asked = fault.retryAfter();
    return fault.isPassing() && (asked == null || asked.compareTo(LONGEST_PAUSE) <= 0);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while reranking");
    }
  }

  /** Closes all connections; what is under way breaks off. */
  @Override
  public void close() {
    endpoint.close();
  }
}

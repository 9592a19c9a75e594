package dev.parley.adapters.llm.rerank;

import static dev.parley.adapters.llm.scripted.ProviderFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.adapters.llm.scripted.ProviderFixture;
import dev.parley.adapters.llm.scripted.Reply;
import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.adapters.llm.scripted.ScriptedProvider.Received;
import dev.parley.application.knowledge.Reranker;
import dev.parley.application.knowledge.Reranker.RerankFailure;
import dev.parley.application.knowledge.RerankerContract;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProviderRerankerTest extends RerankerContract {
  @RegisterExtension private final ProviderFixture asked = new ProviderFixture();
  private final ScriptedProvider provider = asked.provider();

  private ProviderReranker cohere() {
    return reranker(RerankProtocol.COHERE, provider.baseUrl(), Duration.ofMillis(400));
  }

  private ProviderReranker tei() {
    return reranker(RerankProtocol.TEI, provider.root(), Duration.ofMillis(400));
  }

  private ProviderReranker reranker(RerankProtocol protocol, URI address, Duration patience) {
    return asked.client(
        new ProviderReranker(
            new RerankerSettings(protocol, "judge", address, KEY, patience), asked.executor()));
  }

  private Stream<ProviderReranker> both() {
    return Stream.of(cohere(), tei());
  }

  @Override
  protected Reranker reranker() {
    return reranker(RerankProtocol.COHERE, provider.baseUrl(), Duration.ofSeconds(10));
  }

  private static RerankFailure failureOf(Reranker reranker) {
    return assertThatExceptionOfType(RerankFailure.class)
        .isThrownBy(() -> reranker.scores("pump", List.of("a pump", "a cake")))
        .actual();
  }

  @Test
  void asksEachProviderInItsForm() {
    assertThat(cohere().scores("pump", List.of("a pump", "a cake"))).hasSize(2);
    assertThat(tei().scores("pump", List.of("a pump", "a cake"))).hasSize(2);

    Received first = provider.requests("/v1/rerank").getFirst();
    assertThat(first.headers()).containsEntry("authorization", "Bearer " + KEY);
    assertThat(first.json().path("model").asText()).isEqualTo("judge");
    assertThat(first.json().path("query").asText()).isEqualTo("pump");
    assertThat(first.json().path("top_n").asInt()).isEqualTo(2);
    assertThat(first.json().path("documents"))
        .extracting(JsonNode::asText)
        .containsExactly("a pump", "a cake");
    JsonNode second = provider.requests("/rerank").getFirst().json();
    assertThat(second.path("texts")).extracting(JsonNode::asText).contains("a pump");
    assertThat(second.has("model")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"429, 2", "500, 2", "503, 2", "401, 1", "400, 1", "404, 1", "307, 1"})
  void triesOnceMoreWhatMayPassAndThenFails(int status, int attempts) {
    for (ProviderReranker reranker : both().toList()) {
      int before = provider.requests().size();
      for (int i = 0; i < attempts; i++) {
        provider.nextRerank(
            Reply.refusal(status, "some_code", "planted " + KEY)
                .withHeader("Location", "http://127.0.0.1:1/"));
      }

      RerankFailure failure = failureOf(reranker);

      assertThat(failure).hasMessageContaining(Integer.toString(status));
      assertThat(failure.getMessage()).doesNotContain(KEY);
      assertThat(provider.requests().size() - before).isEqualTo(attempts);
    }
  }

  @Test
  void answersAfterTroubleThatPassed() {
    provider.nextRerank(
        Reply.refusal(429, "rate_limit_exceeded", "slow down").withHeader("retry-after-ms", "5"));

    assertThat(cohere().scores("pump", List.of("a pump", "a cake"))).hasSize(2);
  }

  @Test
  void doesNotWaitForAsLongAsItIsAskedTo() {
    provider.nextRerank(Reply.refusal(429, "rate_limit_exceeded", "slow down").retryAfter(60));

    assertThat(failureOf(cohere())).hasMessageContaining("429");
  }

  @Test
  void givesUpOnAProviderThatSaysNothing() {
    for (ProviderReranker reranker : both().toList()) {
      provider.nextRerank(Reply.words("late").silentFor(Duration.ofMinutes(1)));

      assertThat(failureOf(reranker)).hasMessageContaining("said nothing");
    }
  }

  @Test
  void saysThatNobodyIsThere() {
    assertThat(failureOf(reranker(RerankProtocol.TEI, asked.nowhere(), Duration.ofSeconds(2))))
        .hasMessageContaining("No connection");
  }

  private static Stream<String> unreadable() {
    return Stream.of(
        "",
        "no JSON",
        "{\"results\":",
        "{}",
        "{\"results\":\"none\"}",
        "[]",
        "{\"results\":[]}",
        "[{\"index\":0,\"score\":0.5}]",
        "{\"results\":[{\"index\":0,\"relevance_score\":0.5}]}",
        "[{\"index\":0,\"score\":0.5},{\"index\":0,\"score\":0.4}]",
        "[{\"index\":0,\"score\":0.5},{\"index\":2,\"score\":0.4}]",
        "[{\"index\":0,\"score\":0.5},{\"index\":-1,\"score\":0.4}]",
        "[{\"index\":0,\"score\":0.5},{\"index\":1}]",
        "[{\"index\":0,\"score\":0.5},{\"index\":1,\"score\":\"high\"}]",
        "[{\"index\":0,\"score\":0.5},{\"index\":1,\"score\":1e999}]",
        "[{\"index\":0,\"score\":3},{\"index\":1,\"score\":2},{\"index\":2,\"score\":1}]");
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void refusesWhatIsNotOneScoreForEachText(String body) {
    for (ProviderReranker reranker : both().toList()) {
      provider.nextRerank(Reply.raw(200, "application/json", body));

      assertThat(failureOf(reranker)).hasMessageContaining("reranker sent");
    }
  }

  @Test
  void canBeInterrupted() throws Exception {
    provider.nextRerank(Reply.words("late").silentFor(Duration.ofMinutes(1)));
    ProviderReranker patient =
        reranker(RerankProtocol.COHERE, provider.baseUrl(), Duration.ofMinutes(1));

    assertThat(asked.thrownWhenInterrupted(() -> patient.scores("pump", List.of("a", "b"))))
        .isEqualTo(CancellationException.class);
  }

  @Test
  void showsItsKeyToNobody() {
    assertThat(
            new RerankerSettings(
                    RerankProtocol.TEI, "judge", provider.root(), KEY, Duration.ofSeconds(1))
                .toString())
        .doesNotContain(KEY);
  }
}

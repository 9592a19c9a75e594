package dev.parley.adapters.llm.embedding;

import static dev.parley.adapters.llm.scripted.ProviderFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.adapters.llm.embedding.ProviderEmbeddingModel.Patience;
import dev.parley.adapters.llm.scripted.ProviderFixture;
import dev.parley.adapters.llm.scripted.Reply;
import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.adapters.llm.scripted.ScriptedProvider.Received;
import dev.parley.application.model.EmbeddingFailure;
import dev.parley.application.model.EmbeddingFailure.Kind;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModelContract;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProviderEmbeddingModelTest extends EmbeddingModelContract {
  private static final Duration SILENCE = Duration.ofMillis(400);

  /** Three attempts in milliseconds. */
  private static final Patience QUICK =
      new Patience(SILENCE, 3, Duration.ofMillis(1), Duration.ofSeconds(1));

  @RegisterExtension private final ProviderFixture asked = new ProviderFixture();
  private final ScriptedProvider provider = asked.provider().withEmbeddingsOf(256);

  private ProviderEmbeddingModel openAi() {
    return model(EmbeddingProtocol.OPENAI, provider.baseUrl(), null, 8_000);
  }

  private ProviderEmbeddingModel ollama() {
    return model(EmbeddingProtocol.OLLAMA, provider.root(), null, 8_000);
  }

  private ProviderEmbeddingModel model(
      EmbeddingProtocol protocol, URI address, @Nullable Integer dimension, int maxTokens) {
    return asked.client(
        new ProviderEmbeddingModel(
            new ProviderModelSettings(protocol, "embedder", address, KEY, dimension, maxTokens),
            asked.executor(),
            new Random(7),
            QUICK,
            QUICK));
  }

  @Override
  protected EmbeddingModel model() {
    return openAi();
  }

  private Stream<ProviderEmbeddingModel> both() {
    return Stream.of(openAi(), ollama());
  }

  private static EmbeddingFailure failureOf(EmbeddingModel model) {
    return assertThatExceptionOfType(EmbeddingFailure.class)
        .isThrownBy(() -> model.embed(List.of("pump")))
        .withMessageContaining(model.name())
        .actual();
  }

  @Test
  void asksOpenAiAsOpenAiIsAsked() {
    openAi().embed(List.of("pump", "cake"));

    Received request = provider.requests("/v1/embeddings").getFirst();
    assertThat(request.headers()).containsEntry("authorization", "Bearer " + KEY);
    assertThat(request.json().path("model").asText()).isEqualTo("embedder");
    assertThat(request.json().path("input"))
        .extracting(JsonNode::asText)
        .containsExactly("pump", "cake");
    assertThat(request.json().has("dimensions")).isFalse();
  }

  @Test
  void asksOllamaAsOllamaIsAsked() {
    ollama().embed(List.of("pump", "cake"));

    Received request = provider.requests("/api/embed").getFirst();
    assertThat(request.json().path("model").asText()).isEqualTo("embedder");
    assertThat(request.json().path("input"))
        .extracting(JsonNode::asText)
        .containsExactly("pump", "cake");
  }

  @Test
  void isNamedAfterItsProviderAndTheLengthThatIsAskedFor() {
    assertThat(openAi().name()).isEqualTo("openai/embedder");
    assertThat(ollama().name()).isEqualTo("ollama/embedder");
    ProviderEmbeddingModel shorter = model(EmbeddingProtocol.OPENAI, provider.baseUrl(), 64, 8_000);

    assertThat(shorter.name()).isEqualTo("openai/embedder@64");
    assertThat(shorter.embedQuestion("pump")).hasSize(64);
    assertThat(provider.requests("/v1/embeddings").getFirst().json().path("dimensions").asInt())
        .isEqualTo(64);
  }

  @Test
  void saysWhereTheAskedForLengthIsNotHeeded() {
    provider.nextEmbedding(
        Reply.raw(200, "application/json", "{\"data\":[{\"embedding\":[1.0,0.0,0.0]}]}"));

    EmbeddingFailure failure =
        failureOf(model(EmbeddingProtocol.OPENAI, provider.baseUrl(), 64, 8_000));

    assertThat(failure.kind()).isEqualTo(Kind.MISMATCH);
    assertThat(failure).hasMessageContainingAll("3 numbers", "expected: 64");
  }

  @Test
  void refusesVectorsThatNoIndexTakes() {
    provider.withEmbeddingsOf(5_000);

    EmbeddingFailure failure = failureOf(ollama());

    assertThat(failure.kind()).isEqualTo(Kind.REJECTED);
    assertThat(failure).hasMessageContainingAll("5000 numbers", "at most 4096");
  }

  @Test
  void sendsManyTextsInBatches() {
    for (ProviderEmbeddingModel model : both().toList()) {
      int before = provider.requests().size();

      assertThat(model.embed(Collections.nCopies(150, "pump"))).hasSize(150);

      assertThat(provider.requests().subList(before, provider.requests().size()))
          .extracting(request -> request.json().path("input").size())
          .containsExactly(64, 64, 22);
    }
  }

  @Test
  void cutsTextsOffWhereTheModelReadsNoFurther() {
    String longText = "pump ".repeat(1_000) + "😀".repeat(100);

    float[] vector =
        model(EmbeddingProtocol.OPENAI, provider.baseUrl(), null, 100).embedQuestion(longText);

    String sent = provider.requests().getFirst().json().path("input").path(0).asText();
    assertThat(sent.length()).isBetween(200, 600);
    assertThat(longText).startsWith(sent);
    assertThat(vector).hasSize(256);
  }

  @ParameterizedTest
  @CsvSource({
    "429, RATE_LIMITED, 3",
    "500, UNAVAILABLE, 3",
    "503, UNAVAILABLE, 3",
    "401, UNAUTHORIZED, 1",
    "403, UNAUTHORIZED, 1",
    "404, REJECTED, 1",
    "400, REJECTED, 1",
  })
  void triesAgainWhatMayPassAndSaysWhatItWas(int status, Kind kind, int attempts) {
    for (ProviderEmbeddingModel model : both().toList()) {
      int before = provider.requests().size();
      for (int i = 0; i < attempts; i++) {
        provider.nextEmbedding(Reply.refusal(status, "some_code", "planted " + KEY));
      }

      EmbeddingFailure failure = failureOf(model);

      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure).hasMessageContaining(Integer.toString(status));
      assertThat(failure.getMessage()).doesNotContain(KEY);
      assertThat(provider.requests().size() - before).isEqualTo(attempts);
    }
  }

  @Test
  void answersAfterTroubleThatPassed() {
    for (ProviderEmbeddingModel model : both().toList()) {
      provider.nextEmbedding(
          Reply.refusal(429, "rate_limit_exceeded", "slow down").withHeader("retry-after-ms", "5"),
          Reply.refusal(500, "server_error", "planted"));

      assertThat(model.embed(List.of("pump")).getFirst()).hasSize(256);
    }
  }

  @Test
  void doesNotWaitForAsLongAsItIsAskedToButSaysIt() {
    provider.nextEmbedding(
        Reply.refusal(429, "rate_limit_exceeded", "slow down").retryAfter(3_600));

    EmbeddingFailure failure = failureOf(openAi());

    assertThat(failure.retryAfter()).contains(Duration.ofHours(1));
    assertThat(failure.isPassing()).isTrue();
    assertThat(provider.requests()).hasSize(1);
  }

  @Test
  void givesUpOnAProviderThatSaysNothing() {
    for (ProviderEmbeddingModel model : both().toList()) {
      provider.nextEmbedding(Reply.words("late").silentFor(Duration.ofMinutes(1)));

      assertThat(failureOf(model).kind()).isEqualTo(Kind.UNAVAILABLE);
    }
  }

  @Test
  void saysThatNobodyIsThere() {
    EmbeddingFailure failure =
        failureOf(model(EmbeddingProtocol.OLLAMA, asked.nowhere(), null, 8_000));

    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure.isPassing()).isTrue();
  }

  private static Stream<String> unreadable() {
    return Stream.of(
        "",
        "no JSON",
        "{\"data\":",
        "{}",
        "[]",
        "{\"data\":[],\"embeddings\":[]}",
        "{\"data\":[{\"embedding\":[]}],\"embeddings\":[[]]}",
        "{\"data\":[{\"embedding\":[0.0,0.0]}],\"embeddings\":[[0.0,0.0]]}",
        "{\"data\":[{\"embedding\":[1e30,1e39]}],\"embeddings\":[[1e30,1e39]]}",
        "{\"data\":[{\"embedding\":[1.0]},{\"embedding\":[1.0]}],\"embeddings\":[[1.0],[1.0]]}",
        "{\"data\":[{\"embedding\":\"words\"}],\"embeddings\":[\"words\"]}");
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void refusesWhatIsNotOneVectorForEachText(String body) {
    for (ProviderEmbeddingModel model : both().toList()) {
      provider.nextEmbedding(Reply.raw(200, "application/json", body));

      assertThat(failureOf(model).kind()).isEqualTo(Kind.UNAVAILABLE);
    }
  }

  @Test
  void sendsNoKeyWhereThereIsNone() {
    for (EmbeddingProtocol protocol : EmbeddingProtocol.values()) {
      URI address = protocol == EmbeddingProtocol.OPENAI ? provider.baseUrl() : provider.root();
      try (ProviderEmbeddingModel model =
          new ProviderEmbeddingModel(
              new ProviderModelSettings(protocol, "embedder", address, null, null, 8_000),
              asked.executor(),
              new Random(7))) {
        assertThat(model.embedQuestion("pump")).hasSize(256);
      }
    }

    assertThat(provider.requests())
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("authorization"));
  }

  @Test
  void followsNoRedirectWithItsKey() {
    try (ScriptedProvider elsewhere = ScriptedProvider.start()) {
      provider.nextEmbedding(
          Reply.refusal(307, "moved", "elsewhere")
              .withHeader("Location", elsewhere.baseUrl() + "/embeddings"));

      assertThat(failureOf(openAi()).kind()).isEqualTo(Kind.REJECTED);
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void canBeInterrupted() throws Exception {
    provider.nextEmbedding(Reply.words("late").silentFor(Duration.ofMinutes(1)));
    ProviderEmbeddingModel patient =
        asked.client(
            new ProviderEmbeddingModel(
                new ProviderModelSettings(
                    EmbeddingProtocol.OPENAI, "embedder", provider.baseUrl(), KEY, null, 8_000),
                asked.executor(),
                new Random(7)));

    assertThat(asked.thrownWhenInterrupted(() -> patient.embed(List.of("pump"))))
        .isEqualTo(CancellationException.class);
  }

  @Test
  void showsItsKeyToNobody() {
    assertThat(
            new ProviderModelSettings(
                    EmbeddingProtocol.OPENAI, "embedder", provider.baseUrl(), KEY, null, 8_000)
                .toString())
        .doesNotContain(KEY);
  }
}

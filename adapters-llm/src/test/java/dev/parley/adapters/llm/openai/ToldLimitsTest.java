package dev.parley.adapters.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.adapters.llm.scripted.Reply;
import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.application.model.Prompts;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a provider is told of where the answer is to end, so that it writes nothing in vain. */
class ToldLimitsTest {
  private final ScriptedProvider provider = ScriptedProvider.start();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    provider.close();
    executor.shutdownNow();
  }

  private JsonNode sent(boolean takesSampling, AnswerLimits limits) {
    provider.next(Reply.words("One two."));
    ProviderSettings settings = ProviderSettings.of("groq", provider.baseUrl(), "key", List.of());
    Request asked = Prompts.asking("Count.");
    try (OpenAiEndpoint endpoint = new OpenAiEndpoint(settings, executor)) {
      new OpenAiCompletionModel(
              endpoint, "m", takesSampling, new EstimatingTokenCounter(), new Random(7))
          .complete(
              new Request(asked.model(), asked.prompt(), null, List.of(), limits), piece -> {});
    }
    return provider.requests("/v1/chat/completions").getLast().json();
  }

  @Test
  void isTheLessOfWhatTheCallerAndTheModelTake() {
    assertThat(most(sent(true, new AnswerLimits(7, List.of())))).isEqualTo(7);
    assertThat(most(sent(true, new AnswerLimits(70_000, List.of()))))
        .isEqualTo(Prompts.MODEL.maxOutputTokens());
    assertThat(most(sent(true, AnswerLimits.NONE))).isEqualTo(Prompts.MODEL.maxOutputTokens());
  }

  private static int most(JsonNode sent) {
    return sent.path(sent.has("max_tokens") ? "max_tokens" : "max_completion_tokens").asInt();
  }

  @Test
  void isTheTextsThatEndItWhereTheModelTakesThem() {
    AnswerLimits limits = new AnswerLimits(null, List.of("END"));

    assertThat(sent(true, limits).path("stop")).hasSize(1);
    assertThat(sent(true, limits).path("stop").path(0).asText()).isEqualTo("END");
    assertThat(sent(false, limits).has("stop")).isFalse();
    assertThat(sent(true, AnswerLimits.NONE).has("stop")).isFalse();
  }
}

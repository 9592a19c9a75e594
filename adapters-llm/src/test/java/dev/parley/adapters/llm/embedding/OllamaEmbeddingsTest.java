package dev.parley.adapters.llm.embedding;

import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModelContract;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

class OllamaEmbeddingsTest extends EmbeddingModelContract {
  private final ScriptedProvider provider = ScriptedProvider.start().withEmbeddingsOf(256);
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ProviderEmbeddingModel model =
      new ProviderEmbeddingModel(
          new ProviderModelSettings(
              EmbeddingProtocol.OLLAMA, "embedder", provider.root(), null, null, 8_000),
          executor,
          new Random(7));

  @AfterEach
  void close() {
    model.close();
    provider.close();
    executor.close();
  }

  @Override
  protected EmbeddingModel model() {
    return model;
  }
}

package dev.parley.adapters.llm.embedding;

import dev.parley.adapters.llm.scripted.ProviderFixture;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModelContract;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;

class OllamaEmbeddingsTest extends EmbeddingModelContract {
  @RegisterExtension private final ProviderFixture asked = new ProviderFixture();

  private final EmbeddingModel model =
      asked.client(
          new ProviderEmbeddingModel(
              new ProviderModelSettings(
                  EmbeddingProtocol.OLLAMA,
                  "embedder",
                  asked.provider().withEmbeddingsOf(256).root(),
                  null,
                  null,
                  8_000),
              asked.executor(),
              new Random(7)));

  @Override
  protected EmbeddingModel model() {
    return model;
  }
}

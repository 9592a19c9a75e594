package dev.parley.adapters.llm.rerank;

import dev.parley.adapters.llm.scripted.ProviderFixture;
import dev.parley.application.knowledge.Reranker;
import dev.parley.application.knowledge.RerankerContract;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

class TeiRerankerTest extends RerankerContract {
  @RegisterExtension private final ProviderFixture asked = new ProviderFixture();

  private final Reranker reranker =
      asked.client(
          new ProviderReranker(
              new RerankerSettings(
                  RerankProtocol.TEI,
                  "judge",
                  asked.provider().root(),
                  null,
                  Duration.ofSeconds(10)),
              asked.executor()));

  @Override
  protected Reranker reranker() {
    return reranker;
  }
}

package dev.parley.adapters.llm.rerank;

import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.application.knowledge.Reranker;
import dev.parley.application.knowledge.RerankerContract;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

class TeiRerankerTest extends RerankerContract {
  private final ScriptedProvider provider = ScriptedProvider.start();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ProviderReranker reranker =
      new ProviderReranker(
          new RerankerSettings(
              RerankProtocol.TEI, "judge", provider.root(), null, Duration.ofSeconds(10)),
          executor);

  @AfterEach
  void close() {
    reranker.close();
    provider.close();
    executor.close();
  }

  @Override
  protected Reranker reranker() {
    return reranker;
  }
}

package dev.parley.bootstrap.server;

import dev.parley.application.schedule.ModelQueue;
import dev.parley.bootstrap.settings.ServerSettings;
import dev.parley.domain.schedule.Ageing;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.schedule.Policy;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** The queues before what many tenants share: models that answer, and the one that embeds. */
@Factory
final class ModelQueueFactory {
  /** Qualifies the queue of calls that answer messages. */
  static final String COMPLETIONS = "completions";

  /** Qualifies the queue of batches that are embedded. */
  static final String EMBEDDINGS = "embeddings";

  @Singleton
  @Named(COMPLETIONS)
  ModelQueue completionQueue(ServerSettings settings) {
    return queue(settings.modelConcurrency());
  }

  /** As many batches as documents are worked on would finish none of them sooner. */
  @Singleton
  @Named(EMBEDDINGS)
  ModelQueue embeddingQueue() {
    return queue(1);
  }

  /** All tenants weigh the same so far. */
  private static ModelQueue queue(int concurrency) {
    return new ModelQueue(
        concurrency, Policy.FAIR, Limits.DEFAULT, Ageing.DEFAULT, tenant -> 1, System::nanoTime);
  }
}

package dev.parley.bootstrap.server;

import dev.parley.application.gateway.EmbedTexts.Served;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.schedule.ModelQueue;
import dev.parley.bootstrap.settings.ServerSettings;
import dev.parley.domain.schedule.Ageing;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.schedule.Policy;
import dev.parley.domain.schedule.Scheduler;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;

/**
 * The queues before what many tenants share: models that answer, and the one that embeds. All
 * tenants weigh the same so far.
 */
@Factory
final class ModelQueueFactory {
  @Singleton
  ModelQueue completionQueue(ServerSettings settings) {
    return new ModelQueue(
        settings.modelConcurrency(),
        Policy.FAIR,
        Limits.DEFAULT,
        Ageing.DEFAULT,
        tenant -> Scheduler.DEFAULT_WEIGHT,
        System::nanoTime);
  }

  @Singleton
  EmbeddingBatches embeddingBatches(
      EmbeddingModel model, @Named(DomainFactory.TASKS) ExecutorService tasks) {
    return batches(model, tasks);
  }

  @Singleton
  @Bean(preDestroy = "close")
  OtherModels otherModels(
      ServerSettings settings,
      EmbeddingModel model,
      EmbeddingBatches batches,
      @Named(DomainFactory.TASKS) ExecutorService tasks) {
    return new OtherModels(
        new Served(model, batches),
        settings.home().resolve("models"),
        other -> batches(other, tasks));
  }

  @Singleton
  FormerModel formerModel(ServerSettings settings, OtherModels models) {
    return FormerModel.beside(settings, models);
  }

  private static EmbeddingBatches batches(EmbeddingModel model, ExecutorService tasks) {
    return new EmbeddingBatches(
        model,
        tasks,
        EmbeddingBatches.Settings.DEFAULT,
        Limits.DEFAULT,
        tenant -> Scheduler.DEFAULT_WEIGHT,
        System::nanoTime);
  }
}

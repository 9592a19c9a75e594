package dev.parley.bootstrap.server;

import dev.parley.adapters.llm.embedding.InProcessEmbeddingModel;
import dev.parley.adapters.llm.embedding.LocalModel;
import dev.parley.application.gateway.EmbedTexts.Served;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.schedule.EmbeddingQueues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The installation's embedding model and, beside it, those that made editions of datasets before
 * and can still be run here. These are loaded when they are used, and unloaded when nobody has used
 * them for a while: then nothing is of them any more.
 */
final class OtherModels implements EmbeddingModels, EmbeddingQueues, AutoCloseable {
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final Served current;
  private final Path directory;
  private final Function<EmbeddingModel, EmbeddingBatches> batches;
  private final Map<LocalModel, Kept> kept = new ConcurrentHashMap<>();

  /**
   * @param directory where models are unpacked
   * @param batches makes the queue before a model
   */
  OtherModels(Served current, Path directory, Function<EmbeddingModel, EmbeddingBatches> batches) {
    this.current = Objects.requireNonNull(current);
    this.directory = Objects.requireNonNull(directory);
    this.batches = Objects.requireNonNull(batches);
  }

  /** A model, and how it is served. */
  private record Kept(InProcessEmbeddingModel model, Served served) {}

  @Override
  public EmbeddingModel model() {
    return current.model();
  }

  @Override
  public EmbeddingBatches batches() {
    return current.batches();
  }

  @Override
  public Optional<EmbeddingModel> model(String name) {
    return served(name).map(Served::model);
  }

  @Override
  public Optional<EmbeddingBatches> batches(String model) {
    return served(model).map(Served::batches);
  }

  private Optional<Served> served(String name) {
    return name.equals(current.model().name())
        ? Optional.of(current)
        : LocalModel.named(name).map(this::beside);
  }

  /** One beside the installation's. */
  Served beside(LocalModel local) {
    return kept.computeIfAbsent(local, this::keep).served();
  }

  private Kept keep(LocalModel local) {
    InProcessEmbeddingModel model =
        new InProcessEmbeddingModel(local, directory, Runtime.getRuntime().availableProcessors());
    return new Kept(model, new Served(model, batches.apply(model)));
  }

  /** Gives back the memory of those that nobody has used for a while. */
  void unloadIdle() {
    kept.values().forEach(each -> each.model().unloadIfIdle(IDLE));
  }

  @Override
  public void close() {
    kept.values().forEach(each -> each.model().close());
  }
}

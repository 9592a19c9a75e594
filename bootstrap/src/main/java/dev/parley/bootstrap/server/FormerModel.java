package dev.parley.bootstrap.server;

import dev.parley.adapters.llm.embedding.InProcessEmbeddingModel;
import dev.parley.adapters.llm.embedding.LocalModel;
import dev.parley.application.gateway.EmbedTexts.Served;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.bootstrap.settings.EmbeddingChoice;
import dev.parley.bootstrap.settings.ServerSettings;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * all-MiniLM-L6-v2 beside another configured model, for clients of OpenAI's API that hold vectors
 * of it or ask for it by its name. Documents and questions have nothing to do with it, and it is
 * loaded when it is first asked for.
 */
final class FormerModel implements AutoCloseable {
  private final @Nullable InProcessEmbeddingModel model;
  private final Optional<Served> served;

  private FormerModel(
      @Nullable InProcessEmbeddingModel model, Function<EmbeddingModel, EmbeddingBatches> batches) {
    this.model = model;
    this.served = Optional.ofNullable(model).map(one -> new Served(one, batches.apply(one)));
  }

  static FormerModel beside(
      ServerSettings settings, Function<EmbeddingModel, EmbeddingBatches> batches) {
    EmbeddingChoice itself = new EmbeddingChoice.InProcess(LocalModel.ALL_MINILM_L6_V2);
    return new FormerModel(
        settings.embedding().equals(itself)
            ? null
            : ChosenModel.inProcess(LocalModel.ALL_MINILM_L6_V2, settings.home().resolve("models")),
        batches);
  }

  /** Empty where it is the configured model itself. */
  Optional<Served> served() {
    return served;
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}

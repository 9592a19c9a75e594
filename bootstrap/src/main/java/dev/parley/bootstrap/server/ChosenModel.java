package dev.parley.bootstrap.server;

import dev.parley.adapters.llm.embedding.InProcessEmbeddingModel;
import dev.parley.adapters.llm.embedding.LocalModel;
import dev.parley.adapters.llm.embedding.ProviderEmbeddingModel;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.bootstrap.settings.EmbeddingChoice;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The model that embeds documents and questions, and the one that scopes are judged by. They are
 * one where it runs in this process. Of a provider's model nobody measured where scopes are to draw
 * their lines, and a guard is not to depend on a provider: so scopes are then judged by the default
 * model of this process, loaded when it is first asked for.
 */
public final class ChosenModel implements AutoCloseable {
  private final InProcessEmbeddingModel inProcess;
  private final @Nullable ProviderEmbeddingModel provided;

  private ChosenModel(
      InProcessEmbeddingModel inProcess, @Nullable ProviderEmbeddingModel provided) {
    this.inProcess = inProcess;
    this.provided = provided;
  }

  /**
   * Makes the model of a choice.
   *
   * @param directory where models of this process are unpacked
   * @param executor for short tasks of HTTP; one that makes virtual threads
   */
  public static ChosenModel of(
      EmbeddingChoice choice, Path directory, Executor executor, RandomGenerator random) {
    return switch (choice) {
      case EmbeddingChoice.InProcess local ->
          new ChosenModel(inProcess(local.model(), directory), null);
      case EmbeddingChoice.Provided other ->
          new ChosenModel(
              inProcess(LocalModel.DEFAULT, directory),
              new ProviderEmbeddingModel(other.settings(), executor, random));
    };
  }

  static InProcessEmbeddingModel inProcess(LocalModel model, Path directory) {
    return new InProcessEmbeddingModel(
        model, directory, Runtime.getRuntime().availableProcessors());
  }

  /** What embeds documents and questions. */
  public EmbeddingModel model() {
    return provided == null ? inProcess : provided;
  }

  /** What scopes are judged by. */
  EmbeddingModel ofScopes() {
    return inProcess;
  }

  /** Loads the model in the background where it runs in this process. */
  void warmUp() {
    if (provided == null) {
      inProcess.warmUp();
    }
  }

  @Override
  public void close() {
    inProcess.close();
    if (provided != null) {
      provided.close();
    }
  }
}

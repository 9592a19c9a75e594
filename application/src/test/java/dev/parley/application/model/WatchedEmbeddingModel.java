package dev.parley.application.model;

import java.util.List;
import java.util.function.Consumer;

/** A model as another one is, that shows somebody what it is to embed, and then embeds it. */
public final class WatchedEmbeddingModel implements EmbeddingModel {
  private final EmbeddingModel model;
  private final Consumer<List<String>> watcher;

  /**
   * @param watcher where it throws, nothing is embedded
   */
  public WatchedEmbeddingModel(EmbeddingModel model, Consumer<List<String>> watcher) {
    this.model = model;
    this.watcher = watcher;
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public int dimension() {
    return model.dimension();
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    watcher.accept(texts);
    return model.embed(texts);
  }
}

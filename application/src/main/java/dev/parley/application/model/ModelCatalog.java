package dev.parley.application.model;

import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import java.util.List;
import java.util.Optional;

/** The models there are. Safe for use by many threads. */
public interface ModelCatalog {

  /**
   * A model and what serves it.
   *
   * @param offline whether it is no language model and says so
   */
  record Served(Model model, CompletionModel completions, boolean offline) {}

  /** All models, in a stable order. */
  List<Model> list();

  Optional<Served> find(ModelId id);

  /** The model asked where neither bot nor caller names one. */
  Served defaultModel();
}

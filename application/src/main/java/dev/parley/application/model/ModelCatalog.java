package dev.parley.application.model;

import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models there are. Safe for use by many threads. */
public interface ModelCatalog {

  /**
   * A model and what serves it.
   *
   * @param offline whether it is no language model and says so
   * @param gateway the way past {@code completions} for callers who speak the provider's protocol;
   *     null: there is none
   */
  record Served(
      Model model, CompletionModel completions, boolean offline, @Nullable ModelGateway gateway) {
    /** A model without a gateway. */
    public Served(Model model, CompletionModel completions, boolean offline) {
      this(model, completions, offline, null);
    }
  }

  /** All models, in a stable order. */
  List<Model> list();

  /** The model that is called so; may block until providers have said what they have. */
  Optional<Served> find(ModelId id);

  /** As {@link #find}, but of what is known now: does not block, and may find less. */
  Optional<Served> known(ModelId id);

  /** The model asked where neither bot nor caller names one. */
  Served defaultModel();
}

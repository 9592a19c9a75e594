package dev.parley.application.model;

import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The providers' models that embed. Safe for use by many threads. */
public interface EmbeddingGateways {
  /**
   * A model that embeds.
   *
   * @param provider who serves it, such as {@code openai}
   * @param price null: not known
   */
  record Embedder(ModelId id, String provider, @Nullable TokenPrice price, ModelGateway gateway) {
    public Embedder {
      Objects.requireNonNull(id);
      Objects.requireNonNull(provider);
      Objects.requireNonNull(gateway);
    }
  }

  /** Finds one by its name, or by that name after {@code <provider>/}. */
  Optional<Embedder> embedder(ModelId id);
}

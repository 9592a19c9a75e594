package dev.parley.application.model;

import java.util.Optional;

/**
 * The embedding models whose vectors datasets may hold: the installation's, and others that can
 * still be had, since an edition that one of them made is searched by it. Safe for use by many
 * threads.
 */
public interface EmbeddingModels {

  /** The installation's, which makes what is made anew. */
  EmbeddingModel model();

  /** The model of this name; empty if the installation cannot run it. */
  Optional<EmbeddingModel> model(String name);

  /** No more than one. */
  static EmbeddingModels only(EmbeddingModel only) {
    return new EmbeddingModels() {
      @Override
      public EmbeddingModel model() {
        return only;
      }

      @Override
      public Optional<EmbeddingModel> model(String name) {
        return Optional.of(only).filter(one -> one.name().equals(name));
      }
    };
  }
}

package dev.parley.application.model;

import dev.parley.domain.tenant.TenantId;

/** Takes down what models embed of a tenant's. Does not block. Safe for use by many threads. */
@FunctionalInterface
public interface EmbeddingMeter {
  /** For whom nobody pays. */
  EmbeddingMeter NONE = (tenant, subject, model, tokens) -> {};

  /**
   * Texts were embedded, whatever becomes of their vectors.
   *
   * @param subject of the principal for whom it was done, or what stands for one
   * @param model name under which the vectors are stored
   * @param tokens of all the texts, an estimate
   */
  void embedded(TenantId tenant, String subject, String model, int tokens);
}

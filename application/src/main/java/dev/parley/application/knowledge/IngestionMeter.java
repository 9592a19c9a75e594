package dev.parley.application.knowledge;

import dev.parley.domain.tenant.TenantId;

/** Takes down what models embed of a tenant's documents. Safe for use by many threads. */
@FunctionalInterface
public interface IngestionMeter {

  /**
   * Texts were embedded, whatever becomes of their vectors.
   *
   * @param model name under which the vectors are stored
   * @param tokens of all the texts, an estimate
   */
  void embedded(TenantId tenant, String model, int tokens);
}

package dev.parley.domain.schedule;

import dev.parley.domain.validation.InvalidValue;

/**
 * How much may wait. Keep one tenant's part well below the whole, or one tenant fills the queue.
 *
 * @param queued requests of all tenants
 * @param queuedPerTenant requests of one tenant, over all priorities
 */
public record Limits(int queued, int queuedPerTenant) {
  public static final Limits DEFAULT = new Limits(10_000, 1_000);

  public Limits {
    if (queued < 1) {
      throw new InvalidValue("queued", queued, "at least 1");
    }
    if (queuedPerTenant < 1 || queuedPerTenant > queued) {
      throw new InvalidValue("queued_per_tenant", queuedPerTenant, "1.." + queued);
    }
  }
}

package dev.parley.application.knowledge;

import dev.parley.domain.tenant.TenantId;

/** How many documents wait for {@link IngestDocument} or are in its hands, here or on any node. */
@FunctionalInterface
public interface Backlog {

  /**
   * Numbers of documents.
   *
   * @param ofTenant of the one tenant
   * @param inAll of all tenants together
   */
  record Counts(long ofTenant, long inAll) {}

  Counts count(TenantId tenant);
}

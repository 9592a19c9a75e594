package dev.parley.application.tenant;

import dev.parley.domain.tenant.TenantId;

/** Something besides the database that keeps things of tenants, each apart from the others'. */
public interface TenantScoped {

  /** Takes everything of a tenant out. */
  void removeTenant(TenantId tenant);
}

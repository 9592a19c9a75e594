package dev.parley.application.transaction;

import dev.parley.domain.tenant.TenantId;
import java.util.function.Supplier;

/**
 * Makes several changes one: all of them last when the work returns, none when it throws. Every
 * port that stores joins the unit of work that its thread is in, and opens one of its own where
 * there is none. Blocking; keep calls to anything but the store out of it.
 */
public interface UnitOfWork {

  /**
   * Works on the data of one tenant; the store itself refuses rows of any other. Joins the unit
   * that is open for the same tenant.
   *
   * @throws IllegalStateException if a unit is open for another tenant
   */
  <T> T inTenant(TenantId tenant, Supplier<T> work);

  /**
   * Works on data of all tenants. For finding out whose a credential is, for platform
   * administration and for recovery, and for nothing else.
   *
   * @throws IllegalStateException if a unit is open for one tenant
   */
  <T> T acrossTenants(Supplier<T> work);
}

package dev.parley.application.transaction;

import dev.parley.domain.tenant.TenantId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes several changes one: all of them last when the work returns, none when it throws. Every
 * port that stores joins the unit of work that its thread is in, and opens one of its own where
 * there is none. Blocking; keep calls to anything but the store out of it: work is begun anew,
 * once, where the store turns out to be gone before it has done anything.
 *
 * <p>What joins a unit stands or falls with it: where joined work throws, the unit throws an {@link
 * IllegalStateException} at its end and keeps nothing, even if that exception was caught inside.
 */
public interface UnitOfWork {

  /**
   * Works on the data of one tenant; the store itself refuses rows of any other. Joins the unit
   * that is open for the same tenant.
   *
   * @throws IllegalStateException if a unit is open for another tenant or for all of them
   */
  <T extends @Nullable Object> T inTenant(TenantId tenant, Supplier<T> work);

  /**
   * Works on data of all tenants. For finding out whose a credential is, for platform
   * administration and for recovery, and for nothing else. Joins a unit that is open for all
   * tenants.
   *
   * @throws IllegalStateException if a unit is open for one tenant
   */
  <T extends @Nullable Object> T acrossTenants(Supplier<T> work);
}

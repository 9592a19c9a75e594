package dev.parley.application.audit;

import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds out which tenant an administrator means and may look into. */
public final class AuditedTenant {
  private final Predicate<TenantId> known;

  /**
   * @param known whether there is such a tenant; asked for platform administrators alone
   */
  public AuditedTenant(Predicate<TenantId> known) {
    this.known = Objects.requireNonNull(known);
  }

  /**
   * Refused alike for a tenant that is not the caller's and one that there is not.
   *
   * @param tenant null: the caller's own; another one for platform administrators only
   */
  public Outcome<TenantId> of(Principal caller, @Nullable TenantId tenant) {
    if (tenant == null || tenant.equals(caller.tenant())) {
      return Outcome.done(caller.tenant());
    }
    boolean reachable = caller.may(Role.PLATFORM_ADMIN) && known.test(tenant);
    return reachable ? Outcome.done(tenant) : Outcome.refused(new Refusal.NotFound("tenant"));
  }
}

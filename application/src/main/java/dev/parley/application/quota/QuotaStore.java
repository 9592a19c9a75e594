package dev.parley.application.quota;

import dev.parley.domain.quota.QuotaState;
import dev.parley.domain.quota.Transition;
import dev.parley.domain.tenant.TenantId;
import java.util.function.Function;
import java.util.function.Supplier;

/** Keeps what each holder of a quota has used. Safe for use by many threads. */
public interface QuotaStore {

  /**
   * Takes a step, as if nobody else took one meanwhile. The step may be run several times, of which
   * one counts.
   *
   * @param holder whose quota it is, unique in the tenant
   * @param initial the state of a holder who is not known yet; may read from elsewhere
   * @return what came of the step that counted
   */
  <T> T update(
      TenantId tenant,
      String holder,
      Supplier<QuotaState> initial,
      Function<QuotaState, Transition<T>> step);
}

package dev.parley.application.quota;

import dev.parley.domain.quota.QuotaState;
import dev.parley.domain.quota.Transition;
import dev.parley.domain.tenant.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** What holders of quotas have used, in memory, one step at a time. */
public final class InMemoryQuotaStore implements QuotaStore {
  private final Map<String, long[]> states = new HashMap<>();

  public InMemoryQuotaStore() {}

  @Override
  public synchronized <T> T update(
      TenantId tenant,
      String holder,
      Supplier<QuotaState> initial,
      Function<QuotaState, Transition<T>> step) {
    String key = tenant.value() + " " + holder;
    long[] known = states.get(key);
    Transition<T> next = step.apply(known == null ? initial.get() : QuotaState.of(known));
    states.put(key, next.state().toLongs());
    return next.result();
  }

  /** Loses everything, as a restart does. */
  public synchronized void forget() {
    states.clear();
  }
}

package dev.parley.adapters.persistence.quota;

import dev.parley.application.quota.QuotaStore;
import dev.parley.domain.quota.QuotaState;
import dev.parley.domain.quota.Transition;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What holders of quotas have used, in the memory of this process, for installations of one node.
 * There is one small state for each key and bot that has been used since the start.
 */
public final class InProcessQuotas implements QuotaStore {
  private final ConcurrentMap<Holder, AtomicReference<QuotaState>> states =
      new ConcurrentHashMap<>();

  public InProcessQuotas() {}

  private record Holder(TenantId tenant, String name) {}

  @Override
  public <T> T update(
      TenantId tenant,
      String holder,
      Supplier<QuotaState> initial,
      Function<QuotaState, Transition<T>> step) {
    AtomicReference<QuotaState> cell = cell(new Holder(tenant, holder), initial);
    while (true) {
      QuotaState present = cell.get();
      Transition<T> next = step.apply(present);
      if (cell.compareAndSet(present, next.state())) {
        return next.result();
      }
    }
  }

  private AtomicReference<QuotaState> cell(Holder holder, Supplier<QuotaState> initial) {
    AtomicReference<QuotaState> known = states.get(holder);
    if (known != null) {
      return known;
    }
    // Read outside the map's locks: it may wait for a database. Whoever is first counts.
    AtomicReference<QuotaState> made = new AtomicReference<>(initial.get());
    return Objects.requireNonNullElse(states.putIfAbsent(holder, made), made);
  }
}

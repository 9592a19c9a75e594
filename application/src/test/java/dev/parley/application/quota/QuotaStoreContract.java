package dev.parley.application.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.domain.quota.Decision;
import dev.parley.domain.quota.Demand;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.Quota;
import dev.parley.domain.quota.QuotaState;
import dev.parley.domain.quota.Rate;
import dev.parley.domain.quota.ReservationId;
import dev.parley.domain.quota.Settlement;
import dev.parley.domain.quota.Transition;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link QuotaStore} does. */
public abstract class QuotaStoreContract {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final Quota QUOTA =
      new Quota(new Rate(600, 500), new Rate(1_000, 1_000_000), new Money(300_000), null);

  private QuotaStore store;
  private TenantId tenant;

  /** The port under test, with nothing stored. */
  protected abstract QuotaStore store();

  @BeforeEach
  void open() {
    store = store();
    tenant = new TenantId(Fixtures.id());
  }

  private static Demand demand(UUID id) {
    return new Demand(new ReservationId(id), 1_000, new Money(1_000), Duration.ofMinutes(5));
  }

  private Decision reserve(TenantId of, String holder, UUID id) {
    return store.update(
        of, holder, () -> QuotaState.FRESH, state -> QUOTA.reserve(state, demand(id), NOW));
  }

  private QuotaState state(TenantId of, String holder) {
    return store.update(
        of, holder, () -> QuotaState.FRESH, state -> new Transition<>(state, state));
  }

  @Test
  void keepsWhatAStepMade() {
    assertThat(reserve(tenant, "key:one", Fixtures.id())).isInstanceOf(Decision.Granted.class);

    assertThat(state(tenant, "key:one").held()).isEqualTo(1_000);
  }

  @Test
  void beginsWithWhatIsKnownFromElsewhereAndAsksOnce() {
    QuotaState spent = QuotaState.spent(new Money(7), new Money(8), NOW);
    List<String> asked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      QuotaState read =
          store.update(
              tenant,
              "bot:a",
              () -> {
                asked.add("asked");
                return spent;
              },
              state -> new Transition<>(state, state));
      assertThat(read).isEqualTo(spent);
    }

    assertThat(asked).hasSize(1);
  }

  @Test
  void keepsHoldersAndTenantsApart() {
    TenantId other = new TenantId(Fixtures.id());
    reserve(tenant, "key:one", Fixtures.id());

    assertThat(state(tenant, "key:two")).isEqualTo(QuotaState.FRESH);
    assertThat(state(other, "key:one")).isEqualTo(QuotaState.FRESH);
  }

  @Test
  void leavesTheStateAsItWasWhereAStepFails() {
    reserve(tenant, "key:one", Fixtures.id());
    QuotaState before = state(tenant, "key:one");

    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () ->
                    store.<String>update(
                        tenant,
                        "key:one",
                        () -> QuotaState.FRESH,
                        state -> {
                          throw new IllegalStateException("planned");
                        })))
        .isInstanceOf(IllegalStateException.class);
    assertThat(state(tenant, "key:one")).isEqualTo(before);
  }

  @Test
  void grantsExactlyTheLimitToManyAtOnce() throws Exception {
    // 800 ask for a micro-dollar budget of 300 thousand, a thousand each: 300 are granted.
    List<UUID> granted = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(64)) {
      List<Callable<UUID>> calls = new ArrayList<>();
      List<UUID> ids = new ArrayList<>();
      for (int i = 0; i < 800; i++) {
        UUID id = Fixtures.id();
        ids.add(id);
        calls.add(
            () -> reserve(tenant, "key:one", id) instanceof Decision.Granted ? id : new UUID(0, 0));
      }
      for (Future<UUID> call : executor.invokeAll(calls)) {
        if (ids.contains(call.get())) {
          granted.add(call.get());
        }
      }
      assertThat(granted).hasSize(300);
      assertThat(state(tenant, "key:one").held()).isEqualTo(300_000);

      List<Callable<Settlement>> ends = new ArrayList<>();
      for (UUID id : granted) {
        for (int twice = 0; twice < 2; twice++) {
          ends.add(
              () ->
                  store.update(
                      tenant,
                      "key:one",
                      () -> QuotaState.FRESH,
                      state ->
                          QUOTA.settle(state, new ReservationId(id), 400, new Money(250), NOW)));
        }
      }
      int applied = 0;
      for (Future<Settlement> end : executor.invokeAll(ends)) {
        applied += end.get() == Settlement.APPLIED ? 1 : 0;
      }
      assertThat(applied).isEqualTo(300);
    }
    QuotaState settled = state(tenant, "key:one");
    assertThat(settled.held()).isZero();
    assertThat(settled.daySpent()).isEqualTo(300 * 250);
    assertThat(QUOTA.status(settled, NOW).getFirst().remaining()).isEqualTo(200);
    assertThat(QUOTA.status(settled, NOW).getLast().remaining()).isEqualTo(1_000_000 - 300 * 400);
  }
}

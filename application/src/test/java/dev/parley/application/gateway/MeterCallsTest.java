package dev.parley.application.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.InMemoryUsageLedger;
import dev.parley.application.conversation.UsageLedger;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeterCallsTest {
  private final Stores stores = Stores.inMemory();
  private final TenantId tenant = stores.tenant().id();
  private final InMemoryUsageLedger ledger = (InMemoryUsageLedger) stores.usageLedger();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final List<Integer> groups = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    executor.close();
  }

  private UsageLedger.Call call() {
    return new UsageLedger.Call(
        tenant,
        Fixtures.id(),
        "key:a",
        new ModelId("m"),
        new TokenUsage(1, 1, Money.ZERO),
        Fixtures.NOW);
  }

  /** Writes into the real fake, but waits for the gate and fails as often as it is told. */
  private final class Gated implements UsageLedger {
    private final CountDownLatch gate = new CountDownLatch(1);
    private int failures;

    Gated(int failures) {
      this.failures = failures;
    }

    @Override
    public void record(Run run, TokenUsage usage, Instant at) {
      throw new UnsupportedOperationException("runs are not metered here");
    }

    @Override
    public void recordAll(List<Call> calls) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      groups.add(calls.size());
      if (failures-- > 0) {
        throw new IllegalStateException("planned");
      }
      ledger.recordAll(calls);
    }

    @Override
    public Money spent(TenantId owner, BotId bot, LocalDate first, LocalDate last) {
      return Money.ZERO;
    }
  }

  @Test
  void writesTogetherWhatCameMeanwhile() {
    Gated gated = new Gated(0);
    try (MeterCalls meter = new MeterCalls(gated, executor, faults::add)) {
      for (int i = 0; i < 100; i++) {
        meter.record(call());
      }
      gated.gate.countDown();
    }

    assertThat(ledger.calls(tenant)).hasSize(100);
    assertThat(groups.size()).isLessThanOrEqualTo(3);
    assertThat(faults).isEmpty();
  }

  @Test
  void writesTogetherWhatComesOneAfterTheOther() throws Exception {
    Gated gated = new Gated(0);
    gated.gate.countDown();
    long began = System.nanoTime();
    try (MeterCalls meter = new MeterCalls(gated, executor, faults::add)) {
      for (int i = 0; i < 100; i++) {
        meter.record(call());
        Thread.sleep(1);
      }
    }

    long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    assertThat(ledger.calls(tenant)).hasSize(100);
    assertThat(groups.size()).isLessThanOrEqualTo((int) (milliseconds / 20) + 2);
  }

  @Test
  void writesAgainWhatCouldNotBeWritten() throws Exception {
    Gated gated = new Gated(1);
    gated.gate.countDown();
    MeterCalls meter = new MeterCalls(gated, executor, faults::add);
    meter.record(call());

    long deadline = System.nanoTime() + 10_000_000_000L;
    while (ledger.calls(tenant).isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }

    assertThat(ledger.calls(tenant)).hasSize(1);
    assertThat(faults).hasSize(1);
    meter.close();
  }

  @Test
  void endsThoughTheLedgerCannotBeWritten() {
    Gated gated = new Gated(Integer.MAX_VALUE);
    gated.gate.countDown();
    MeterCalls meter = new MeterCalls(gated, executor, faults::add);
    meter.record(call());

    meter.close();

    assertThat(ledger.calls(tenant)).isEmpty();
    assertThat(faults).isNotEmpty();
  }

  @Test
  void losesNothingUnderManyWriters() throws Exception {
    try (MeterCalls meter = new MeterCalls(ledger, executor, faults::add);
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        writers.execute(
            () -> {
              for (int j = 0; j < 250; j++) {
                meter.record(call());
              }
            });
      }
      writers.shutdown();
      assertThat(writers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(ledger.calls(tenant)).hasSize(2_000);
  }
}

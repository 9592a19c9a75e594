package dev.parley.benchmarks.quota;

import dev.parley.domain.quota.Demand;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.Quota;
import dev.parley.domain.quota.QuotaState;
import dev.parley.domain.quota.Rate;
import dev.parley.domain.quota.ReservationId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A reservation and its settlement, beside the addition that a bare counter would make. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class QuotaBenchmark {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

  /** Other reservations that are open meanwhile. */
  @Param({"0", "16"})
  int open;

  private final Quota quota =
      new Quota(
          Rate.perMinute(1_000_000),
          Rate.perMinute(100_000_000),
          new Money(1_000_000_000),
          new Money(30_000_000_000L));
  private final Demand demand = demand(-1);
  private final AtomicLong counter = new AtomicLong();
  private QuotaState state = QuotaState.FRESH;

  private static Demand demand(int number) {
    return new Demand(
        new ReservationId(new UUID(1, number)), 900, new Money(450), Duration.ofHours(1));
  }

  @Setup
  public void open() {
    state = QuotaState.FRESH;
    for (int i = 0; i < open; i++) {
      state = quota.reserve(state, demand(i), NOW).state();
    }
  }

  @Benchmark
  public QuotaState reservesAndSettles() {
    QuotaState reserved = quota.reserve(state, demand, NOW).state();
    return quota.settle(reserved, demand.id(), 700, new Money(350), NOW).state();
  }

  @Benchmark
  public long addsToACounter() {
    return counter.addAndGet(1);
  }
}

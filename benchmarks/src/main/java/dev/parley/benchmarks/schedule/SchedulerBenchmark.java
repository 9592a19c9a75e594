package dev.parley.benchmarks.schedule;

import dev.parley.domain.schedule.Ageing;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.schedule.Policy;
import dev.parley.domain.schedule.Priority;
import dev.parley.domain.schedule.Request;
import dev.parley.domain.schedule.Scheduler;
import dev.parley.domain.schedule.Ticket;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.PriorityBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One request offered and one given its turn, with 1,000 tenants and 100,000 requests waiting;
 * beside a priority queue of the JDK that holds as much and knows nothing of tenants.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class SchedulerBenchmark {
  private static final int TENANTS = 1_000;
  private static final int QUEUED = 100_000;
  private static final int ROUND = 1 << 16;

  private final List<Request<Integer>> requests = new ArrayList<>(ROUND);
  private final Scheduler<Integer> scheduler =
      new Scheduler<>(
          Policy.FAIR,
          new Limits(2 * QUEUED, 2 * QUEUED),
          Ageing.DEFAULT,
          tenant -> Scheduler.DEFAULT_WEIGHT);
  private final PriorityBlockingQueue<Plain> plain = new PriorityBlockingQueue<>(2 * QUEUED);
  private long now;

  record Plain(long due, Request<Integer> request) implements Comparable<Plain> {
    @Override
    public int compareTo(Plain other) {
      return Long.compare(due, other.due);
    }
  }

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    List<TenantId> tenants = new ArrayList<>();
    for (int i = 0; i < TENANTS; i++) {
      tenants.add(new TenantId(new UUID(random.nextLong(), random.nextLong())));
    }
    List<Priority> priorities = List.of(Priority.values());
    for (int i = 0; i < ROUND; i++) {
      requests.add(
          new Request<>(
              tenants.get(random.nextInt(TENANTS)),
              priorities.get(random.nextInt(priorities.size())),
              random.nextInt(1, 2_000),
              i));
    }
    for (int i = 0; i < QUEUED; i++) {
      now++;
      scheduler.offer(request(), now);
      plain.add(new Plain(random.nextLong(QUEUED), request()));
    }
  }

  private Request<Integer> request() {
    return requests.get((int) now & (ROUND - 1));
  }

  /** The fair scheduler, by priority, tenant and age: offered, given its turn, completed. */
  @Benchmark
  public Ticket<Integer> fairScheduler() {
    now++;
    scheduler.offer(request(), now);
    Ticket<Integer> ticket = scheduler.next(now).orElseThrow();
    scheduler.complete(ticket);
    return ticket;
  }

  /** The JDK's queue by a deadline alone: put in, taken out; completing means nothing to it. */
  @Benchmark
  public Plain priorityBlockingQueue() throws InterruptedException {
    now++;
    Request<Integer> request = request();
    plain.add(new Plain(now + request.inputTokens(), request));
    return plain.take();
  }
}

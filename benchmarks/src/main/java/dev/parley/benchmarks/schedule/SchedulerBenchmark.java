package dev.parley.benchmarks.schedule;

import dev.parley.domain.schedule.Ageing;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.schedule.Policy;
import dev.parley.domain.schedule.Request;
import dev.parley.domain.schedule.Scheduler;
import dev.parley.domain.schedule.Ticket;
import java.util.concurrent.PriorityBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the scheduler's two decisions cost with 1,000 tenants and 100,000 requests waiting: whether
 * a request may wait, and whose turn it is. Beside them a priority queue of the JDK that holds as
 * much and knows nothing of tenants: put, and take.
 *
 * <p>Each is measured by itself, thousands in a row; what they changed is put right in between,
 * unmeasured.
 */
@BenchmarkMode(Mode.AverageTime)
public class SchedulerBenchmark {
  private static final int QUEUED = 100_000;
  private static final int STEPS = 1 << 13;

  /** The fair scheduler. */
  @State(Scope.Thread)
  public static class Fair {
    private final Requests requests = new Requests();
    private final Scheduler<Integer> scheduler =
        new Scheduler<>(
            Policy.FAIR,
            new Limits(2 * QUEUED, 2 * QUEUED),
            Ageing.DEFAULT,
            tenant -> Scheduler.DEFAULT_WEIGHT);
    private long now;

    Object offer() {
      now++;
      return scheduler.offer(requests.at(now), now);
    }

    Ticket<Integer> turn() {
      now++;
      Ticket<Integer> ticket = scheduler.next(now).orElseThrow();
      scheduler.complete(ticket);
      return ticket;
    }
  }

  /** With everything waiting. */
  public static class FairFull extends Fair {
    @Setup(Level.Invocation)
    public void fill() {
      while (super.scheduler.queued() < QUEUED) {
        offer();
      }
    }
  }

  /** With room for what is to come. */
  public static class FairWithRoom extends FairFull {
    @Setup(Level.Invocation)
    public void makeRoom() {
      for (int i = 0; i < STEPS; i++) {
        turn();
      }
    }
  }

  /** The JDK's queue, by a deadline alone. */
  @State(Scope.Thread)
  public static class Plain {
    private final Requests requests = new Requests();
    private final PriorityBlockingQueue<Due> queue = new PriorityBlockingQueue<>(2 * QUEUED);
    private long now;

    record Due(long due, Request<Integer> request) implements Comparable<Due> {
      @Override
      public int compareTo(Due other) {
        return Long.compare(due, other.due);
      }
    }

    boolean put() {
      now++;
      Request<Integer> request = requests.at(now);
      return queue.add(new Due(now + 64L * request.inputTokens(), request));
    }

    Due take() throws InterruptedException {
      return queue.take();
    }
  }

  /** With everything waiting. */
  public static class PlainFull extends Plain {
    @Setup(Level.Invocation)
    public void fill() {
      while (super.queue.size() < QUEUED) {
        put();
      }
    }
  }

  /** With room for what is to come. */
  public static class PlainWithRoom extends PlainFull {
    @Setup(Level.Invocation)
    public void makeRoom() throws InterruptedException {
      for (int i = 0; i < STEPS; i++) {
        take();
      }
    }
  }

  /** May it wait, and where: an offer. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void offerToFairScheduler(FairWithRoom fair, Blackhole results) {
    for (int i = 0; i < STEPS; i++) {
      results.consume(fair.offer());
    }
  }

  /** Whose turn it is, and that it has ended. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void turnOfFairScheduler(FairFull fair, Blackhole results) {
    for (int i = 0; i < STEPS; i++) {
      results.consume(fair.turn());
    }
  }

  /** The JDK's queue: put in. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void putToPriorityBlockingQueue(PlainWithRoom plain, Blackhole results) {
    for (int i = 0; i < STEPS; i++) {
      results.consume(plain.put());
    }
  }

  /** The JDK's queue: taken out. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void takeFromPriorityBlockingQueue(PlainFull plain, Blackhole results)
      throws InterruptedException {
    for (int i = 0; i < STEPS; i++) {
      results.consume(plain.take());
    }
  }
}

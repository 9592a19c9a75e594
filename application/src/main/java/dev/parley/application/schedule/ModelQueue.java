package dev.parley.application.schedule;

import dev.parley.domain.schedule.Ageing;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.schedule.Offer;
import dev.parley.domain.schedule.Policy;
import dev.parley.domain.schedule.Priority;
import dev.parley.domain.schedule.Request;
import dev.parley.domain.schedule.Scheduler;
import dev.parley.domain.schedule.Ticket;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets only so many threads use a model at once, and has the others wait for their turn. For
 * virtual threads: a waiting one costs no carrier. Safe for use by many threads.
 */
public final class ModelQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Scheduler<Waiter> scheduler;
  private final int concurrency;
  private final LongSupplier nanos;
  private final long origin;

  /**
   * @param concurrency how many may use the model at once
   * @param weights as for {@link Scheduler}
   * @param nanos a clock that never goes back, such as {@link System#nanoTime}
   */
  public ModelQueue(
      int concurrency,
      Policy policy,
      Limits limits,
      Ageing ageing,
      ToIntFunction<TenantId> weights,
      LongSupplier nanos) {
    if (concurrency < 1) {
      throw new InvalidValue("concurrency", concurrency, "at least 1");
    }
    this.concurrency = concurrency;
    this.scheduler = new Scheduler<>(policy, limits, ageing, weights);
    this.nanos = Objects.requireNonNull(nanos);
    this.origin = nanos.getAsLong();
  }

  /** What came of asking for a turn. */
  public sealed interface Admission permits Permit, Refused {}

  /**
   * It is not going to be this caller's turn.
   *
   * @param retryAfter when to come back, by the pace of late
   */
  public record Refused(Reason reason, Duration retryAfter) implements Admission {
    public Refused {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(retryAfter);
    }
  }

  /** Why a turn was refused. */
  public enum Reason {
    /** As much waits as may wait. */
    QUEUE_FULL,

    /** As much of this tenant's work waits as may wait. */
    TENANT_QUEUE_FULL,

    /** The turn did not come within the caller's patience. */
    WAITED_TOO_LONG
  }

  /** A turn, held from {@link #acquire} until it is closed. Safe for use by many threads. */
  public final class Permit implements Admission, AutoCloseable {
    private final Ticket<Waiter> ticket;
    private boolean closed;

    private Permit(Ticket<Waiter> ticket) {
      this.ticket = ticket;
    }

    /** Counts output tokens while they are produced. After closing it does nothing. */
    public void charge(int outputTokens) {
      lock.lock();
      try {
        if (!closed) {
          scheduler.charge(ticket, outputTokens);
        }
      } finally {
        lock.unlock();
      }
    }

    /** Counts the output tokens not charged yet, and ends the turn. */
    public void close(int outputTokens) {
      lock.lock();
      try {
        if (!closed) {
          scheduler.charge(ticket, outputTokens);
          end(ticket);
          closed = true;
        }
      } finally {
        lock.unlock();
      }
    }

    /** Ends the turn; a second time it does nothing. */
    @Override
    public void close() {
      close(0);
    }
  }

  private static final class Waiter {
    final Condition turn;

    Waiter(Condition turn) {
      this.turn = turn;
    }
  }

  /**
   * Waits for a turn. Blocks until it comes, the patience ends, or the thread is interrupted; then
   * nothing is left behind.
   *
   * @param inputTokens what the call costs to begin with
   * @param patience how long the turn is worth waiting for; null for as long as it takes
   */
  public Admission acquire(
      TenantId tenant, Priority priority, int inputTokens, @Nullable Duration patience)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long now = now();
      long deadline = patience == null ? Request.NO_DEADLINE : deadline(now, patience);
      Waiter waiter = new Waiter(lock.newCondition());
      Request<Waiter> request = new Request<>(tenant, priority, inputTokens, deadline, waiter);
      return switch (scheduler.offer(request, now)) {
        case Offer.Rejected<Waiter> rejected -> refused(rejected);
        case Offer.Queued<Waiter> queued -> {
          giveTurns(now);
          yield await(queued.ticket());
        }
      };
    } finally {
      lock.unlock();
    }
  }

  /**
   * A turn if it can be had at once; else null, and nothing is left behind. Does not block.
   *
   * @param inputTokens what the call costs to begin with
   */
  public @Nullable Permit tryAcquire(TenantId tenant, Priority priority, int inputTokens) {
    lock.lock();
    try {
      if (scheduler.running() >= concurrency || scheduler.queued() > 0) {
        return null;
      }
      long now = now();
      Waiter waiter = new Waiter(lock.newCondition());
      Request<Waiter> request = new Request<>(tenant, priority, inputTokens, waiter);
      if (!(scheduler.offer(request, now) instanceof Offer.Queued<Waiter> queued)) {
        return null;
      }
      giveTurns(now);
      if (queued.ticket().state() == Ticket.State.RUNNING) {
        return new Permit(queued.ticket());
      }
      boolean unused = scheduler.cancel(queued.ticket());
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** How many threads wait. */
  public int waiting() {
    lock.lock();
    try {
      return scheduler.queued();
    } finally {
      lock.unlock();
    }
  }

  /** How many turns are held. */
  public int running() {
    lock.lock();
    try {
      return scheduler.running();
    } finally {
      lock.unlock();
    }
  }

  private Admission await(Ticket<Waiter> ticket) throws InterruptedException {
    try {
      while (ticket.state() == Ticket.State.WAITING) {
        long deadline = ticket.request().deadline();
        if (deadline == Request.NO_DEADLINE) {
          ticket.job().turn.await();
        } else {
          // One more than what is left: at the deadline itself the turn is still wanted.
          ticket.job().turn.awaitNanos(deadline - now() + 1);
          scheduler.expire(now());
        }
      }
    } catch (InterruptedException interrupted) {
      if (!scheduler.cancel(ticket) && ticket.state() == Ticket.State.RUNNING) {
        // The turn came together with the interrupt: the next one gets it.
        end(ticket);
      }
      throw interrupted;
    }
    if (ticket.state() == Ticket.State.RUNNING) {
      return new Permit(ticket);
    }
    TenantId tenant = ticket.request().tenant();
    return new Refused(Reason.WAITED_TOO_LONG, scheduler.expectedWait(tenant));
  }

  private void end(Ticket<Waiter> ticket) {
    scheduler.complete(ticket);
    giveTurns(now());
  }

  private void giveTurns(long now) {
    // Those that expire wake by themselves, at their deadlines.
    while (scheduler.running() < concurrency) {
      Optional<Ticket<Waiter>> next = scheduler.next(now);
      if (next.isEmpty()) {
        return;
      }
      next.get().job().turn.signal();
    }
  }

  private static Refused refused(Offer.Rejected<Waiter> rejected) {
    Reason reason =
        switch (rejected.reason()) {
          case QUEUE_FULL -> Reason.QUEUE_FULL;
          case TENANT_QUEUE_FULL -> Reason.TENANT_QUEUE_FULL;
          case DEADLINE_PASSED -> Reason.WAITED_TOO_LONG;
        };
    return new Refused(reason, rejected.retryAfter());
  }

  /** From a beginning of its own, since {@link System#nanoTime} may start near an overflow. */
  private long now() {
    return nanos.getAsLong() - origin;
  }

  private static long deadline(long now, Duration patience) {
    long longest = TimeUnit.DAYS.toNanos(365);
    return now + (patience.compareTo(Duration.ofNanos(longest)) > 0 ? longest : patience.toNanos());
  }
}

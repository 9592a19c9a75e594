package dev.parley.domain.schedule;

import dev.parley.domain.schedule.Ticket.State;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue that says whose turn it is. Work is offered, given its turn, charged for what it
 * produces, and completed; until its turn it can be cancelled or expire. {@link Policy#FAIR} is for
 * use, the others to compare with.
 *
 * <p><b>Fair.</b> Of any two tenants that both have work of one priority waiting all the time, with
 * weights w and v, neither gets more service by weight in that priority than the other and {@code
 * (L + 2M)/w + (L + 2M)/v} tokens, however long that time is. A tenant's service is its input
 * tokens plus twice its output tokens; L is the most input tokens of a request, M the most output
 * tokens that one tenant's running requests can still produce. (The counters of waiting tenants
 * never lie further apart than one such term: a counter rises above the smallest by at most what
 * the last turn, and what ran by then, are charged for. The paper's theorem 4.4 is the same with
 * its batch's memory for M.)
 *
 * <p><b>Free of starvation.</b> A priority is passed over as often in a row as {@link Ageing} says,
 * called P. From the time that a request is due, by its deadline or by {@link Ageing#overtaking}
 * after its offer, it gets its turn within {@code Q * (1 + S) * (P + 1)} turns, where Q is {@link
 * Limits#queuedPerTenant} and S adds up {@code 1 + v(L + 2M)/w} over the other tenants.
 *
 * <p>Time is handed in, as nanoseconds since any fixed point, and must not go back. An offer with
 * the turn that it leads to costs logarithmic time in the waiting tenants and, where a tenant's
 * requests are not due in the order in which they are offered, in those of them that wait; so does
 * cancelling. Not safe for use by several threads: hold one lock around every call and around
 * reading tickets. Nothing blocks, nothing is logged.
 */
public final class Scheduler<J> {
  /** A tenant's weight when nobody says otherwise. */
  public static final int DEFAULT_WEIGHT = 1;

  /** The greatest weight of a tenant. */
  public static final int MAX_WEIGHT = 1_000;

  private static final int FIRST_SWEEP = 1_024;

  private final Policy policy;
  private final Limits limits;
  private final long overtaking;
  private final ToIntFunction<TenantId> weights;
  private final Order<J> order;
  private final Pace pace = new Pace();
  private final Map<TenantId, Account<J>> accounts = new HashMap<>();
  private final Heap<Ticket.Expiry<J>> deadlines = new Heap<>();
  private int queued;
  private int running;
  private int waitingTenants;
  private int sweepAt = FIRST_SWEEP;
  private long sequence;

  /**
   * @param weights how much of the service a tenant is to have in proportion to others, 1..{@value
   *     #MAX_WEIGHT}; asked whenever a tenant that has nothing waiting offers something
   */
  public Scheduler(Policy policy, Limits limits, Ageing ageing, ToIntFunction<TenantId> weights) {
    this.policy = Objects.requireNonNull(policy);
    this.limits = Objects.requireNonNull(limits);
    this.overtaking = ageing.overtaking().toNanos();
    this.weights = Objects.requireNonNull(weights);
    this.order =
        switch (policy) {
          case FAIR -> new FairOrder<>(ageing);
          case FIFO -> GlobalOrder.fifo();
          case PRIORITY -> GlobalOrder.priority();
        };
  }

  /** A scheduler with the default limits and ageing, in which all tenants weigh the same. */
  public Scheduler(Policy policy) {
    this(policy, Limits.DEFAULT, Ageing.DEFAULT, tenant -> DEFAULT_WEIGHT);
  }

  /** Asks for a turn. */
  public Offer<J> offer(Request<J> request, long now) {
    if (request.deadline() < now) {
      return new Offer.Rejected<>(Rejection.DEADLINE_PASSED, Duration.ZERO);
    }
    if (!deadlines.isEmpty()) {
      expirePassed(now, null);
    }
    Account<J> account = accounts.get(request.tenant());
    if (account != null && account.queued >= limits.queuedPerTenant()) {
      return new Offer.Rejected<>(Rejection.TENANT_QUEUE_FULL, retryAfter(account.queued));
    }
    if (queued >= limits.queued()) {
      return new Offer.Rejected<>(
          Rejection.QUEUE_FULL, retryAfter(account == null ? 0 : account.queued));
    }
    if (account == null) {
      account = open(request.tenant());
    }
    if (account.queued++ == 0) {
      waitingTenants++;
      account.weight = weight(request.tenant());
    }
    queued++;
    Ticket<J> ticket = new Ticket<>(account, request, now, due(request, now), sequence++);
    order.add(ticket);
    if (ticket.expiry != null) {
      deadlines.add(ticket.expiry, request.deadline(), ticket.sequence);
    }
    return new Offer.Queued<>(ticket);
  }

  /**
   * Gives the next request its turn; empty if nothing waits. Requests whose deadline has passed are
   * dropped on the way: call {@link #expire} first to hear of them.
   */
  public Optional<Ticket<J>> next(long now) {
    if (!deadlines.isEmpty()) {
      expirePassed(now, null);
    }
    Ticket<J> ticket = order.poll();
    if (ticket == null) {
      return Optional.empty();
    }
    leave(ticket, State.RUNNING);
    ticket.account.running++;
    running++;
    pace.turn(now, queued > 0);
    return Optional.of(ticket);
  }

  /** Counts output tokens of a request that runs; call it while they are produced, in any steps. */
  public void charge(Ticket<J> ticket, int outputTokens) {
    requireRunning(ticket);
    if (outputTokens < 0) {
      throw new InvalidValue("output_tokens", outputTokens, "at least 0");
    }
    order.charge(ticket, outputTokens);
  }

  /** A request that ran has ended, well or not. */
  public void complete(Ticket<J> ticket) {
    requireRunning(ticket);
    ticket.become(State.COMPLETED);
    ticket.account.running--;
    running--;
  }

  /** Takes a request out of the queue; false if it does not wait any more. */
  public boolean cancel(Ticket<J> ticket) {
    if (ticket.state() != State.WAITING) {
      return false;
    }
    withdraw(ticket, State.CANCELLED);
    return true;
  }

  /** Takes out every request whose deadline has passed, in the order of the deadlines. */
  public List<Ticket<J>> expire(long now) {
    List<Ticket<J>> expired = new ArrayList<>();
    expirePassed(now, expired);
    return expired;
  }

  /** How many requests wait. */
  public int queued() {
    return queued;
  }

  /** How many requests of a tenant wait. */
  public int queued(TenantId tenant) {
    Account<J> account = accounts.get(tenant);
    return account == null ? 0 : account.queued;
  }

  /** How many requests have had their turn and not ended. */
  public int running() {
    return running;
  }

  /**
   * How long a request that this tenant offers now would wait, by the pace of late and what would
   * come before it.
   */
  public Duration expectedWait(TenantId tenant) {
    return queued == 0 ? Duration.ZERO : pace.of(ahead(queued(tenant)));
  }

  /** How many tenants are remembered; those without work are forgotten in time. */
  int remembered() {
    return accounts.size();
  }

  private Account<J> open(TenantId tenant) {
    if (accounts.size() >= sweepAt) {
      accounts
          .values()
          .removeIf(
              account -> account.queued == 0 && account.running == 0 && order.forgets(account));
      sweepAt = Math.max(FIRST_SWEEP, accounts.size() * 2);
    }
    Account<J> account = new Account<>(tenant);
    accounts.put(tenant, account);
    return account;
  }

  private int weight(TenantId tenant) {
    int weight = weights.applyAsInt(tenant);
    if (weight < 1 || weight > MAX_WEIGHT) {
      throw new InvalidValue("weight", weight, "1.." + MAX_WEIGHT);
    }
    return weight;
  }

  private long due(Request<J> request, long now) {
    long aged = now + overtaking;
    // The sum overflows where someone never wants to be kept from overtaking.
    return Math.min(request.deadline(), aged < now ? Long.MAX_VALUE : aged);
  }

  private void expirePassed(long now, @Nullable List<Ticket<J>> expired) {
    while (!deadlines.isEmpty() && deadlines.firstKey() < now) {
      Ticket.Expiry<J> first = deadlines.first();
      if (first != null) {
        withdraw(first.ticket, State.EXPIRED);
        if (expired != null) {
          expired.add(first.ticket);
        }
      }
    }
  }

  private void withdraw(Ticket<J> ticket, State state) {
    order.remove(ticket);
    leave(ticket, state);
  }

  private void leave(Ticket<J> ticket, State state) {
    ticket.become(state);
    if (ticket.expiry != null) {
      deadlines.remove(ticket.expiry);
    }
    queued--;
    if (--ticket.account.queued == 0) {
      waitingTenants--;
    }
  }

  private Duration retryAfter(int ownQueued) {
    return pace.of(ahead(ownQueued));
  }

  /**
   * Turns that come before a new request: under fairness one for each of its own, times tenants.
   */
  private long ahead(int ownQueued) {
    return switch (policy) {
      case FAIR -> Math.min(queued, (ownQueued + 1L) * waitingTenants);
      case FIFO, PRIORITY -> queued;
    };
  }

  private static void requireRunning(Ticket<?> ticket) {
    if (ticket.state() != State.RUNNING) {
      throw new IllegalStateException("ticket: " + ticket.state() + " (expected: RUNNING)");
    }
  }
}

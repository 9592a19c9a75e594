package dev.parley.domain.schedule;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request's place in a {@link Scheduler}, from the offer until it is settled. It belongs to the
 * scheduler that made it, and is read under the same lock.
 */
public final class Ticket<J> extends Entry {
  /** What has become of a request. */
  public enum State {
    WAITING(0),
    RUNNING(1),
    COMPLETED(2),
    CANCELLED(3),
    /** Its deadline passed before its turn came. */
    EXPIRED(4);

    private static final List<State> ALL = List.of(values());

    private final byte rank;

    State(int rank) {
      this.rank = (byte) rank;
    }
  }

  final Account<J> account;
  final long due;
  final long sequence;
  final @Nullable Expiry<J> expiry;

  /** Its neighbours where it stands in a {@link Line}. */
  @Nullable Ticket<J> ahead;

  @Nullable Ticket<J> behind;

  /** Of the request, which has been out of mind for long when its turn comes. */
  final int inputTokens;

  final byte priority;

  private final Request<J> request;
  private final long offeredAt;

  /** The state's rank: as a reference, the collector would take note of each turn. */
  private byte state;

  /**
   * @param due the deadline that orders it, its own or the one that age gives it
   * @param sequence counts offers
   */
  Ticket(Account<J> account, Request<J> request, long offeredAt, long due, long sequence) {
    this.account = Objects.requireNonNull(account);
    this.request = Objects.requireNonNull(request);
    this.offeredAt = offeredAt;
    this.due = due;
    this.sequence = sequence;
    this.inputTokens = request.inputTokens();
    this.priority = (byte) request.priority().rank;
    this.expiry = request.deadline() == Request.NO_DEADLINE ? null : new Expiry<>(this);
  }

  /** Lies in the heap of deadlines, as the ticket itself lies in the heap of its tenant. */
  static final class Expiry<J> extends Entry {
    final Ticket<J> ticket;

    Expiry(Ticket<J> ticket) {
      this.ticket = ticket;
    }
  }

  public Request<J> request() {
    return request;
  }

  public J job() {
    return request.job();
  }

  /** When it was offered, in nanoseconds of the scheduler's clock. */
  public long offeredAt() {
    return offeredAt;
  }

  public State state() {
    return State.ALL.get(state);
  }

  void become(State next) {
    state = next.rank;
  }
}

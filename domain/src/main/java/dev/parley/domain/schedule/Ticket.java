package dev.parley.domain.schedule;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request's place in a {@link Scheduler}, from the offer until it is settled. It belongs to the
 * scheduler that made it, and is read under the same lock.
 */
public final class Ticket<J> extends Entry {
  /** What has become of a request. */
  public enum State {
    WAITING,
    RUNNING,
    COMPLETED,
    CANCELLED,
    /** Its deadline passed before its turn came. */
    EXPIRED
  }

  final Account<J> account;
  final long due;
  final long sequence;
  final @Nullable Expiry<J> expiry;
  private final Request<J> request;
  private final long offeredAt;
  private State state = State.WAITING;

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
    return state;
  }

  void become(State next) {
    state = next;
  }
}

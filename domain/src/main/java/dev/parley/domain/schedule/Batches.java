package dev.parley.domain.schedule;

import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Turns given several at once, for servers that work on many inputs in one go, such as embedding
 * models: a batch goes as soon as it is full, or when the request that waits longest has waited the
 * delay. Who is in a batch is the scheduler's choice. Every offer to the scheduler goes through
 * here; the rest may be called there. Threads as for {@link Scheduler}.
 */
public final class Batches<J> {
  private static final int FEW = 64;

  private final Scheduler<J> scheduler;
  private final int size;
  private final long delay;
  private final ArrayDeque<Ticket<J>> oldestFirst = new ArrayDeque<>();

  /**
   * @param size requests in a full batch
   * @param delay how long a request waits for company
   */
  public Batches(Scheduler<J> scheduler, int size, Duration delay) {
    this.scheduler = Objects.requireNonNull(scheduler);
    if (size < 1) {
      throw new InvalidValue("batch_size", size, "at least 1");
    }
    if (delay.isNegative()) {
      throw new InvalidValue("batch_delay", delay, "not negative");
    }
    this.size = size;
    this.delay = delay.toNanos();
  }

  /** As {@link Scheduler#offer}. */
  public Offer<J> offer(Request<J> request, long now) {
    Offer<J> offer = scheduler.offer(request, now);
    if (offer instanceof Offer.Queued<J> queued) {
      if (oldestFirst.size() >= FEW && oldestFirst.size() > 2 * scheduler.queued()) {
        // Behind one that waits long, many may have had their turn.
        oldestFirst.removeIf(ticket -> ticket.state() != Ticket.State.WAITING);
      }
      oldestFirst.add(queued.ticket());
    }
    return offer;
  }

  /** The next batch in the order of the turns, never empty; nothing if none is ready. */
  public Optional<List<Ticket<J>>> next(long now) {
    OptionalLong ready = readyAt();
    if (ready.isEmpty() || ready.getAsLong() > now) {
      return Optional.empty();
    }
    List<Ticket<J>> batch = new ArrayList<>(Math.min(size, scheduler.queued()));
    while (batch.size() < size) {
      Optional<Ticket<J>> ticket = scheduler.next(now);
      if (ticket.isEmpty()) {
        break;
      }
      batch.add(ticket.get());
    }
    return batch.isEmpty() ? Optional.empty() : Optional.of(batch);
  }

  /** How many tickets are kept, those settled included. */
  int remembered() {
    return oldestFirst.size();
  }

  /**
   * When the next batch is ready if nothing more is offered, in nanoseconds of the scheduler's
   * clock: a time in the past if it is full; empty if nothing waits.
   */
  public OptionalLong readyAt() {
    while (!oldestFirst.isEmpty() && oldestFirst.getFirst().state() != Ticket.State.WAITING) {
      oldestFirst.removeFirst();
    }
    if (oldestFirst.isEmpty()) {
      return OptionalLong.empty();
    }
    long oldest = oldestFirst.getFirst().offeredAt();
    return OptionalLong.of(scheduler.queued() >= size ? oldest : oldest + delay);
  }
}

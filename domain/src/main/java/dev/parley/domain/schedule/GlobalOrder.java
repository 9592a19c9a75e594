package dev.parley.domain.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One queue a priority for all tenants, or one for everything. */
final class GlobalOrder<J> implements Order<J> {
  private final boolean byPriority;
  private final List<Heap<Ticket<J>>> bands = List.of(new Heap<>(), new Heap<>(), new Heap<>());

  private GlobalOrder(boolean byPriority) {
    this.byPriority = byPriority;
  }

  static <J> GlobalOrder<J> fifo() {
    return new GlobalOrder<>(false);
  }

  static <J> GlobalOrder<J> priority() {
    return new GlobalOrder<>(true);
  }

  @Override
  public void add(Ticket<J> ticket) {
    if (byPriority) {
      queue(ticket).add(ticket, ticket.due, ticket.sequence);
    } else {
      queue(ticket).add(ticket, ticket.sequence, 0);
    }
  }

  @Override
  public @Nullable Ticket<J> poll() {
    for (Heap<Ticket<J>> band : bands) {
      Ticket<J> next = band.poll();
      if (next != null) {
        return next;
      }
    }
    return null;
  }

  @Override
  public void remove(Ticket<J> ticket) {
    queue(ticket).remove(ticket);
  }

  @Override
  public void charge(Ticket<J> ticket, int outputTokens) {
    // Who had how much plays no part here.
  }

  @Override
  public boolean forgets(Account<J> account) {
    return true;
  }

  private Heap<Ticket<J>> queue(Ticket<J> ticket) {
    return bands.get(byPriority ? ticket.request().priority().rank : 0);
  }
}

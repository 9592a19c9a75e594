package dev.parley.domain.schedule;

import dev.parley.domain.schedule.Account.Share;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Three choices in a row: a priority, a tenant in it, a request of that tenant.
 *
 * <p>The priority is the most urgent one that has work, unless a less urgent one was passed over as
 * often as {@link Ageing} allows. The tenant is the one with the smallest virtual token counter in
 * that priority (Sheng et al., "Fairness in Serving Large Language Models", OSDI 2024, arXiv
 * 2401.00588, algorithm 2): a counter rises by 1 for an input token when the request gets its turn
 * and by 2 for an output token when it is produced, divided by the tenant's weight; a tenant that
 * comes back is lifted to the smallest counter of those that wait, so that nobody saves up. Among
 * equal counters it is the one that has waited longest. The request is the one due first.
 */
final class FairOrder<J> implements Order<J> {
  static final int INPUT_CHARGE = 1;
  static final int OUTPUT_CHARGE = 2;

  /**
   * Parts of a token that a counter counts, so that weights up to a thousand divide with an error
   * below 2%; a counter overflows after 10^14 tokens.
   */
  static final long UNIT = 1L << 16;

  private static final int PRIORITIES = Priority.values().length;

  private final List<Band<J>> bands;
  private long turn;

  FairOrder(Ageing ageing) {
    this.bands =
        List.of(
            new Band<>(ageing.patience(Priority.INTERACTIVE)),
            new Band<>(ageing.patience(Priority.NORMAL)),
            new Band<>(ageing.patience(Priority.BATCH)));
  }

  private static final class Band<J> {
    final int patience;
    final Contenders<J> tenants = new Contenders<>();
    int passedOver;
    @Nullable Share<J> lastToLeave;

    Band(int patience) {
      this.patience = patience;
    }

    /** Where a tenant that comes back begins at the least. */
    long floor() {
      if (!tenants.isEmpty()) {
        return tenants.firstCounter();
      }
      return lastToLeave == null ? 0 : lastToLeave.counter;
    }

    void leave(Share<J> share) {
      tenants.remove(share);
      if (tenants.isEmpty()) {
        passedOver = 0;
        lastToLeave = share;
      }
    }
  }

  @Override
  public void add(Ticket<J> ticket) {
    Share<J> share = ticket.account.share(ticket.priority);
    if (share.isEmpty()) {
      Band<J> band = bands.get(ticket.priority);
      share.counter = Math.max(share.counter, band.floor());
      band.tenants.add(share, turn++);
    }
    share.join(ticket);
  }

  @Override
  public @Nullable Ticket<J> poll() {
    Band<J> chosen = choose();
    Share<J> share = chosen == null ? null : chosen.tenants.first();
    Ticket<J> ticket = share == null ? null : share.poll();
    if (chosen == null || share == null || ticket == null) {
      return null;
    }
    for (Band<J> band : bands) {
      if (!band.tenants.isEmpty()) {
        band.passedOver++;
      }
    }
    chosen.passedOver = 0;
    share.counter += counted(Math.max(1, ticket.inputTokens), INPUT_CHARGE, ticket);
    if (share.isEmpty()) {
      chosen.leave(share);
    } else {
      chosen.tenants.served(share, turn++);
    }
    return ticket;
  }

  private @Nullable Band<J> choose() {
    for (int priority = PRIORITIES - 1; priority > 0; priority--) {
      Band<J> band = bands.get(priority);
      if (band.passedOver >= band.patience) {
        return band;
      }
    }
    for (int priority = 0; priority < PRIORITIES; priority++) {
      Band<J> band = bands.get(priority);
      if (!band.tenants.isEmpty()) {
        return band;
      }
    }
    return null;
  }

  @Override
  public void remove(Ticket<J> ticket) {
    Share<J> share = ticket.account.share(ticket.priority);
    share.leave(ticket);
    if (share.isEmpty()) {
      bands.get(ticket.priority).leave(share);
    }
  }

  @Override
  public void charge(Ticket<J> ticket, int outputTokens) {
    Share<J> share = ticket.account.share(ticket.priority);
    share.counter += counted(outputTokens, OUTPUT_CHARGE, ticket);
    if (!share.isEmpty()) {
      bands.get(ticket.priority).tenants.update(share);
    }
  }

  @Override
  public boolean forgets(Account<J> account) {
    for (Priority priority : Priority.values()) {
      if (account.share(priority).counter > bands.get(priority.rank).floor()) {
        return false;
      }
    }
    return true;
  }

  private long counted(int tokens, int charge, Ticket<J> ticket) {
    return (long) tokens * charge * UNIT / ticket.account.weight;
  }
}

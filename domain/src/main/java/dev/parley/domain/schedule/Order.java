package dev.parley.domain.schedule;

import org.jspecify.annotations.Nullable;

/** What waits, in the order of one policy. Knows nothing of limits, deadlines passed and states. */
sealed interface Order<J> permits FairOrder, GlobalOrder {
  void add(Ticket<J> ticket);

  /** Takes the next out; null if nothing waits. */
  @Nullable Ticket<J> poll();

  /** Takes out one that waits. */
  void remove(Ticket<J> ticket);

  /** The tenant was given this many output tokens. */
  void charge(Ticket<J> ticket, int outputTokens);

  /** Whether a tenant without work would be treated the same if it were forgotten. */
  boolean forgets(Account<J> account);
}

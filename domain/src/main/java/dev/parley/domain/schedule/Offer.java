package dev.parley.domain.schedule;

import java.time.Duration;
import java.util.Objects;

/** What came of offering work. */
public sealed interface Offer<J> {
  /** It waits for its turn. */
  record Queued<J>(Ticket<J> ticket) implements Offer<J> {
    public Queued {
      Objects.requireNonNull(ticket);
    }
  }

  /**
   * It does not wait, and nothing is kept of it.
   *
   * @param retryAfter when what waits ahead of it should have been served, by the pace of late;
   *     zero where coming back does not help
   */
  record Rejected<J>(Rejection reason, Duration retryAfter) implements Offer<J> {
    public Rejected {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(retryAfter);
    }
  }
}

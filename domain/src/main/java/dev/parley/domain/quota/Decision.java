package dev.parley.domain.quota;

import java.time.Instant;

/** Whether a demand is granted. */
public sealed interface Decision {

  /**
   * It is, and is held until it is settled or released.
   *
   * @param expiresAt when it lapses if nobody does either
   */
  record Granted(Instant expiresAt) implements Decision {}

  /**
   * It is not, and nothing was counted.
   *
   * @param limit the one that stands in the way longest
   */
  record Refused(Limit limit, Retry retry) implements Decision {}

  /** When the same demand would be granted if nothing else happened meanwhile. */
  sealed interface Retry {

    /** At this instant, and not a nanosecond before. */
    record At(Instant instant) implements Retry {}

    /**
     * Never: the limit itself is smaller than the demand.
     *
     * @param demanded requests, tokens or micro-USD, as the limit counts
     * @param most what one demand can be granted at all
     */
    record Never(long demanded, long most) implements Retry {}
  }
}

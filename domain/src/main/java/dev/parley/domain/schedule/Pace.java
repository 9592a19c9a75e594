package dev.parley.domain.schedule;

import java.time.Duration;

/**
 * How fast turns come: the mean time between two while something waits, later ones counting more.
 * Turns that nobody waited for say nothing about the servers and are left out.
 */
final class Pace {
  /** Before anything was measured. */
  static final Duration ASSUMED = Duration.ofSeconds(1);

  /** Of the 32 last intervals or so. */
  private static final double NEWEST = 1.0 / 32;

  private static final Duration LONGEST = Duration.ofHours(1);

  private double meanNanos = ASSUMED.toNanos();
  private boolean waited;
  private long last;

  /** A turn was given; {@code more} if others still wait. */
  void turn(long now, boolean more) {
    if (waited) {
      meanNanos += (now - last - meanNanos) * NEWEST;
    }
    last = now;
    waited = more;
  }

  /** How long this many turns take; at most an hour, since nobody knows further. */
  Duration of(long turns) {
    return Duration.ofNanos(
        (long) Math.min((double) LONGEST.toNanos(), Math.ceil(turns * meanNanos)));
  }
}

package dev.parley.domain.quota;

/**
 * A token bucket: so much a minute on average, and so much at once.
 *
 * <p>The level is kept as a debt in <em>units</em>, of which one thing is 60,000,000,000: as many
 * as a minute has nanoseconds. A rate of {@code n} a minute then pays off exactly {@code n} units a
 * nanosecond, so that no division ever rounds. It is the virtual scheduling algorithm of ITU-T
 * I.371 (GCRA) with the theoretical arrival time multiplied by the rate.
 *
 * @param perMinute 1 to {@value #MOST}
 * @param burst how much an idle bucket grants at once, 1 to {@value #MOST}
 */
public record Rate(long perMinute, long burst) {
  /** The largest rate and burst; their units fit into a long. */
  public static final long MOST = 100_000_000;

  /** Units of one request or token. */
  static final long UNIT = 60_000_000_000L;

  public Rate {
    require("rate", perMinute);
    require("burst", burst);
  }

  /** A rate that grants a whole minute's worth at once. */
  public static Rate perMinute(long count) {
    return new Rate(count, count);
  }

  /** The units of a count; of more than a long can hold, the most that it can. */
  static long units(long count) {
    return count > MOST ? Long.MAX_VALUE : count * UNIT;
  }

  /** The sum, or the most that a long can hold. */
  static long saturatingAdd(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** What is left of a debt. */
  long paidOff(long debt, long nanos) {
    if (nanos >= Math.ceilDiv(debt, perMinute)) {
      return 0;
    }
    return debt - perMinute * nanos;
  }

  /** Nanoseconds until a count that is not above the burst would be granted; 0: now. */
  long waitFor(long debt, long count) {
    long most = units(burst) - units(count);
    return debt <= most ? 0 : Math.ceilDiv(debt - most, perMinute);
  }

  /** Nanoseconds until the whole burst is there. */
  long waitUntilFull(long debt) {
    return Math.ceilDiv(debt, perMinute);
  }

  /** How much would be granted at once. */
  long remaining(long debt) {
    return Math.max(0, (units(burst) - debt) / UNIT);
  }

  private static void require(String name, long value) {
    if (value < 1 || value > MOST) {
      throw new IllegalArgumentException(
          name + ": " + value + " a minute (expected: 1.." + MOST + ")");
    }
  }
}

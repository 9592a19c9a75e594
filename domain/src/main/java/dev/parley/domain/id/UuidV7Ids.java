package dev.parley.domain.id;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Time-ordered identifiers: UUID version 7, RFC 9562 section 5.7.
 *
 * <p>The 12 bits of {@code rand_a} hold a counter (section 6.2, method 1) that runs on from the
 * millisecond before where the clock stands still or steps back, so the identifiers of one source
 * are strictly increasing. Safe for use by many threads if the random generator is.
 */
public final class UuidV7Ids implements Ids {
  private static final int COUNTER_BITS = 12;
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;
  private static final long RANDOM_62_BITS = 0x3FFF_FFFF_FFFF_FFFFL;

  private final Clock clock;
  private final RandomGenerator random;

  /** Milliseconds since the epoch, shifted left by the width of the counter, plus the counter. */
  private final AtomicLong last = new AtomicLong();

  public UuidV7Ids(Clock clock, RandomGenerator random) {
    this.clock = Objects.requireNonNull(clock);
    this.random = Objects.requireNonNull(random);
  }

  @Override
  public UUID next() {
    long now = clock.millis() << COUNTER_BITS;
    long ticket = last.updateAndGet(previous -> Math.max(previous + 1, now));
    long high = (ticket >>> COUNTER_BITS) << 16 | VERSION_7 | (ticket & ((1L << COUNTER_BITS) - 1));
    long low = VARIANT_RFC | (randomBits() & RANDOM_62_BITS);
    return new UUID(high, low);
  }

  /** In one piece: a strong generator takes a lock for each, and two for a {@code long}. */
  private long randomBits() {
    byte[] bytes = new byte[Long.BYTES];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes).getLong();
  }
}

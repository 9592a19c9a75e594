package dev.parley.domain.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class UuidV7IdsProperties {
  private static final String SEED = "43";
  private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();

  /** Runs through given times, and then stands still. */
  private static final class GivenClock extends Clock {
    private final List<Long> millis;
    private int next;

    GivenClock(List<Long> millis) {
      this.millis = millis;
    }

    @Override
    public long millis() {
      return millis.get(Math.min(next++, millis.size() - 1));
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  private static long millisOf(UUID id) {
    return id.getMostSignificantBits() >>> 16;
  }

  @Property(seed = SEED)
  void saysVersionVariantAndTime(
      @ForAll @LongRange(min = 0, max = (1L << 48) - 1) long millis, @ForAll long seed) {
    UUID id = new UuidV7Ids(new GivenClock(List.of(millis)), new Random(seed)).next();

    // An id of the very first millisecond cannot be told from the counter's start.
    if (millis > 0) {
      assertThat(millisOf(id)).isEqualTo(millis);
    }
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
  }

  @Property(seed = SEED)
  void growsWhateverTheClockDoes(
      @ForAll @Size(min = 2, max = 200) List<@IntRange(max = 5_000) Integer> steps) {
    List<Long> times = steps.stream().map(step -> START + step).toList();
    UuidV7Ids ids = new UuidV7Ids(new GivenClock(times), new Random(1));

    String previous = ids.next().toString();
    for (int i = 1; i < times.size(); i++) {
      String id = ids.next().toString();
      assertThat(id).isGreaterThan(previous);
      previous = id;
    }
  }

  @Example
  void runsIntoTheNextMillisecondWhereOneHoldsTooMany() {
    UuidV7Ids ids = new UuidV7Ids(new GivenClock(List.of(START)), new Random(1));
    List<UUID> made = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      made.add(ids.next());
    }

    assertThat(made).isSorted().doesNotHaveDuplicates().allMatch(id -> id.version() == 7);
    assertThat(millisOf(made.getLast())).isEqualTo(START + 2);
  }

  @Example
  void catchesUpWithTheClock() {
    List<Long> times = new ArrayList<>(Collections.nCopies(5_000, START));
    times.add(START + 1_000);
    UuidV7Ids ids = new UuidV7Ids(new GivenClock(times), new Random(1));
    for (int i = 0; i < 5_000; i++) {
      ids.next();
    }

    assertThat(millisOf(ids.next())).isEqualTo(START + 1_000);
  }

  @Example
  void makesNoIdTwiceForManyThreads() throws InterruptedException {
    UuidV7Ids ids =
        new UuidV7Ids(Clock.fixed(Instant.ofEpochMilli(START), ZoneOffset.UTC), new ZeroBits());
    Set<UUID> made = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        threads.execute(
            () -> {
              for (int j = 0; j < 5_000; j++) {
                made.add(ids.next());
              }
            });
      }
    }

    assertThat(made).hasSize(40_000);
  }

  /** So that the counter alone tells ids apart. */
  private static final class ZeroBits implements RandomGenerator {
    @Override
    public long nextLong() {
      return 0;
    }
  }

  @Example
  void cannotBeGuessedFromTheTimeAlone() {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(START), ZoneOffset.UTC);
    Set<Long> low = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      low.add(new UuidV7Ids(clock, ThreadLocalRandom.current()).next().getLeastSignificantBits());
    }

    assertThat(low).hasSize(1_000);
  }
}

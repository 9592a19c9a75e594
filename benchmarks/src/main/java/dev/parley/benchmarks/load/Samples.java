package dev.parley.benchmarks.load;

import java.time.Duration;
import java.util.Arrays;

/** Durations as they were measured, none thrown away. Used by one thread at a time. */
final class Samples {
  private long[] nanos = new long[1024];
  private int count;
  private boolean sorted;

  void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
    sorted = false;
  }

  int count() {
    return count;
  }

  /** The least duration that so many percent are not above; zero if there is none. */
  Duration percentile(double percent) {
    if (count == 0) {
      return Duration.ZERO;
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, count);
      sorted = true;
    }
    int rank = (int) Math.ceil(percent / 100 * count);
    return Duration.ofNanos(nanos[Math.max(rank, 1) - 1]);
  }
}

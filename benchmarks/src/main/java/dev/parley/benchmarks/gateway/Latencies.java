package dev.parley.benchmarks.gateway;

import java.util.Arrays;

/** How long each of many answers took, to the nanosecond. For one thread. */
final class Latencies {
  private long[] nanos = new long[1 << 12];
  private int count;
  private boolean sorted;

  void add(long nanosTaken) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = nanosTaken;
    sorted = false;
  }

  int count() {
    return count;
  }

  /**
   * The time within which a share of the answers came, in milliseconds: the nearest rank, so that
   * it is one that was measured.
   *
   * @param share above 0, at most 1
   */
  double millis(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, count);
      sorted = true;
    }
    int rank = (int) Math.ceil(share * count);
    return nanos[Math.max(1, rank) - 1] / 1e6;
  }
}

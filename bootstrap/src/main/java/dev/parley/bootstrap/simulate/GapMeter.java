package dev.parley.bootstrap.simulate;

/**
 * Measures fairness as the paper on virtual token counters does (arXiv 2401.00588): the most by
 * which the service of two tenants differed over any time in which both had work waiting.
 */
final class GapMeter {
  private final boolean[] waits;
  private final long[] service;
  private final long[][] least;
  private final long[][] most;
  private long widest;

  GapMeter(int tenants) {
    this.waits = new boolean[tenants];
    this.service = new long[tenants];
    this.least = new long[tenants][tenants];
    this.most = new long[tenants][tenants];
  }

  /** Whether a tenant has work waiting from now on. */
  void waits(int tenant, boolean now) {
    if (now && !waits[tenant]) {
      for (int other = 0; other < waits.length; other++) {
        long difference = service[Math.min(tenant, other)] - service[Math.max(tenant, other)];
        least[Math.min(tenant, other)][Math.max(tenant, other)] = difference;
        most[Math.min(tenant, other)][Math.max(tenant, other)] = difference;
      }
    }
    waits[tenant] = now;
  }

  void served(int tenant, long tokens) {
    service[tenant] += tokens;
    if (!waits[tenant]) {
      return;
    }
    for (int other = 0; other < waits.length; other++) {
      if (other != tenant && waits[other]) {
        compare(Math.min(tenant, other), Math.max(tenant, other));
      }
    }
  }

  private void compare(int one, int two) {
    long difference = service[one] - service[two];
    least[one][two] = Math.min(least[one][two], difference);
    most[one][two] = Math.max(most[one][two], difference);
    widest = Math.max(widest, most[one][two] - least[one][two]);
  }

  long widest() {
    return widest;
  }
}

package dev.parley.bootstrap.simulate;

import java.util.List;

/**
 * What came of a simulation.
 *
 * @param gap the most by which one tenant was served more than another while both had work waiting
 * @param gapBound what the scheduler promises for it under the fair policy
 */
record Outcome(List<TenantOutcome> tenants, long gap, long gapBound) {
  Outcome {
    tenants = List.copyOf(tenants);
  }

  /**
   * How one tenant fared.
   *
   * @param waits nanoseconds from the question until its turn, ascending
   * @param tokensPerSecond written for the tenant from its first question to its last answer
   * @param service what it had been given by when
   */
  record TenantOutcome(String name, List<Long> waits, double tokensPerSecond, List<Point> service) {
    TenantOutcome {
      waits = List.copyOf(waits);
      service = List.copyOf(service);
    }

    /** The wait in seconds that this part of the questions did not exceed (nearest rank). */
    double waited(double part) {
      int rank = (int) Math.ceil(part * waits.size());
      return waits.get(Math.max(rank, 1) - 1) / 1e9;
    }
  }

  /**
   * Service at a time.
   *
   * @param at nanoseconds
   * @param tokens input tokens and twice the output tokens
   */
  record Point(long at, long tokens) {}
}

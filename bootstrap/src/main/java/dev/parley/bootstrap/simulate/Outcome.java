package dev.parley.bootstrap.simulate;

import dev.parley.domain.schedule.Priority;
import java.util.List;
import java.util.Map;

/**
 * What came of a simulation.
 *
 * @param urgency how all tenants fared in each priority that anything was asked in
 * @param gap the most by which one tenant was served more than another in one priority, while both
 *     had work of it waiting
 * @param gapBound what the scheduler promises for it under the fair policy
 */
record Outcome(List<TenantOutcome> tenants, Map<Priority, Waits> urgency, long gap, long gapBound) {
  Outcome {
    tenants = List.copyOf(tenants);
    urgency = Map.copyOf(urgency);
  }

  /**
   * How one tenant fared.
   *
   * @param waits nanoseconds from the question until its turn, ascending
   * @param watched those of the interactive questions, the only ones that a person watches
   * @param tokensPerSecond written for the tenant from its first question to its last answer
   * @param service what it had been given by when
   */
  record TenantOutcome(
      String name,
      List<Long> waits,
      List<Long> watched,
      double tokensPerSecond,
      List<Point> service) {
    TenantOutcome {
      waits = List.copyOf(waits);
      watched = List.copyOf(watched);
      service = List.copyOf(service);
    }

    /** The wait in seconds that this part of the questions did not exceed (nearest rank). */
    double waited(double part) {
      return new Waits(waits).longest(part);
    }

    /** The same of the interactive questions. */
    double watched(double part) {
      return new Waits(watched).longest(part);
    }
  }

  /**
   * How long some questions waited.
   *
   * @param nanos ascending
   */
  record Waits(List<Long> nanos) {
    Waits {
      nanos = List.copyOf(nanos);
    }

    /** The wait in seconds that this part did not exceed (nearest rank); 0 if there was none. */
    double longest(double part) {
      int rank = (int) Math.ceil(part * nanos.size());
      return nanos.isEmpty() ? 0 : nanos.get(Math.max(rank, 1) - 1) / 1e9;
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

package dev.parley.domain.routing;

import java.time.Instant;
import java.util.Objects;

/** Whether a model has been answering of late. A transition is a pure function of what happened. */
public sealed interface Health {

  /** Of a model that has not been asked, or has just come back. */
  static Health untried() {
    return new Healthy(0, 0, 0);
  }

  /** Whether the model may be asked now; of several callers, the first must say so by a probe. */
  default boolean isAvailable(Instant now) {
    return switch (this) {
      case Healthy healthy -> true;
      case Broken broken -> !now.isBefore(broken.until());
      case Probing probing -> !now.isBefore(probing.lostAt());
    };
  }

  /** To be called when the model is asked: whoever asks a broken one first probes it. */
  default Health asked(CircuitPolicy policy, Instant now) {
    return switch (this) {
      case Healthy healthy -> healthy;
      case Broken broken ->
          isAvailable(now)
              ? new Probing(now.plus(policy.probePatience()), broken.openings())
              : broken;
      case Probing probing ->
          isAvailable(now)
              ? new Probing(now.plus(policy.probePatience()), probing.openings())
              : probing;
    };
  }

  /** The model answered. */
  default Health succeeded(CircuitPolicy policy) {
    return switch (this) {
      case Healthy healthy -> healthy.with(policy, false);
      case Broken broken -> untried();
      case Probing probing -> untried();
    };
  }

  /** The model failed by a fault that is its own or its provider's. */
  default Health failed(CircuitPolicy policy, Instant now) {
    return switch (this) {
      case Healthy healthy -> {
        Healthy next = healthy.with(policy, true);
        yield next.isTooBad(policy) ? new Broken(now.plus(policy.waitAfter(1)), 1) : next;
      }
      // A call that was under way when the circuit opened says nothing new.
      case Broken broken -> isAvailable(now) ? broken(policy, broken.openings(), now) : broken;
      case Probing probing -> broken(policy, probing.openings(), now);
    };
  }

  private static Broken broken(CircuitPolicy policy, int openings, Instant now) {
    int more = openings == Integer.MAX_VALUE ? openings : openings + 1;
    return new Broken(now.plus(policy.waitAfter(more)), more);
  }

  /** What was asked ended without telling anything of the model, such as by the caller's wish. */
  default Health abandoned(Instant now) {
    return switch (this) {
      case Healthy healthy -> healthy;
      case Broken broken -> broken;
      // The next caller may probe at once.
      case Probing probing -> new Broken(now, probing.openings());
    };
  }

  /**
   * The circuit is closed.
   *
   * @param inARow failures since the last success
   * @param failures the newest calls, the newest in the lowest bit; set: it failed
   * @param calls how many bits of {@code failures} count
   */
  record Healthy(int inARow, long failures, int calls) implements Health {
    Healthy with(CircuitPolicy policy, boolean failed) {
      int known = Math.min(calls + 1, policy.window());
      long mask = known == Long.SIZE ? -1 : (1L << known) - 1;
      return new Healthy(
          failed ? inARow + 1 : 0, ((failures << 1) | (failed ? 1 : 0)) & mask, known);
    }

    boolean isTooBad(CircuitPolicy policy) {
      return inARow >= policy.consecutiveFailures()
          || (calls >= policy.leastCalls()
              && Long.bitCount(failures) * 100 >= policy.failurePercent() * calls);
    }
  }

  /**
   * The circuit is open.
   *
   * @param until when the model may be probed
   * @param openings how often it has opened without closing between
   */
  record Broken(Instant until, int openings) implements Health {
    public Broken {
      Objects.requireNonNull(until);
    }
  }

  /**
   * The circuit is half open: one caller finds out whether the model is back.
   *
   * @param lostAt when the probe counts as lost
   */
  record Probing(Instant lostAt, int openings) implements Health {
    public Probing {
      Objects.requireNonNull(lostAt);
    }
  }
}

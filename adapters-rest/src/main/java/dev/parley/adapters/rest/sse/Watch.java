package dev.parley.adapters.rest.sse;

import dev.parley.domain.conversation.Run;
import java.util.function.BooleanSupplier;

/** One client that watches a run, and how far it has come. */
final class Watch extends StreamClient {
  private final Run run;

  // The rest is used by one thread at a time.
  private long seq;
  private boolean begun;
  private boolean ending;

  /**
   * @param after the last seq that is not wanted any more
   * @param stands whether the client may go on watching
   */
  Watch(Run run, long after, BooleanSupplier stands) {
    super(stands);
    this.run = run;
    this.seq = after;
  }

  Run run() {
    return run;
  }

  long seq() {
    return seq;
  }

  void advance(long newSeq) {
    seq = newSeq;
  }

  /** Whether it was given anything, or the time for it has come. */
  boolean begun() {
    return begun;
  }

  void begin() {
    begun = true;
  }

  /** Whether the run has ended as far as the store knows. */
  boolean ending() {
    return ending;
  }

  void endSoon() {
    ending = true;
  }
}

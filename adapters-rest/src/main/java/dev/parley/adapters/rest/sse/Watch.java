package dev.parley.adapters.rest.sse;

import dev.parley.domain.conversation.Run;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

/** One client that watches a run: how far it has come, and whether it is still there. */
final class Watch {
  private final Run run;
  private final BooleanSupplier stands;
  private final Sinks.Empty<Void> dropped = Sinks.empty();

  /** How many pieces it has asked for and not been given. */
  private final AtomicLong wanted = new AtomicLong();

  private volatile long givenAt = System.nanoTime();

  private volatile boolean gone;

  // The rest is used by one thread at a time.
  private long seq;
  private long silentSince = System.nanoTime();
  private boolean begun;
  private boolean ending;

  /**
   * @param after the last seq that is not wanted any more
   * @param stands whether the client may go on watching
   */
  Watch(Run run, long after, BooleanSupplier stands) {
    this.run = run;
    this.seq = after;
    this.stands = stands;
  }

  Run run() {
    return run;
  }

  /** Whether the client is there and may be. */
  boolean goesOn() {
    return !gone && stands.getAsBoolean();
  }

  void leave() {
    gone = true;
  }

  void wants(long more) {
    wanted.accumulateAndGet(more, Operators::addCap);
  }

  void given() {
    silentSince = System.nanoTime();
    givenAt = silentSince;
    wanted.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
  }

  /** Drops the client if it has not asked for more since it was given something so long ago. */
  void dropIfStalled(Duration stall) {
    if (wanted.get() == 0 && System.nanoTime() - givenAt > stall.toNanos()) {
      var unused = dropped.tryEmitError(new SlowWatcher());
    }
  }

  /** Fails once the client is dropped. */
  Mono<Void> dropped() {
    return dropped.asMono();
  }

  long seq() {
    return seq;
  }

  void advance(long newSeq) {
    seq = newSeq;
  }

  /** For how long it has been given nothing. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - silentSince);
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

  /** A client took nothing for too long. */
  static final class SlowWatcher extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SlowWatcher() {
      super("the client took nothing of its stream for too long", null, false, false);
    }
  }
}

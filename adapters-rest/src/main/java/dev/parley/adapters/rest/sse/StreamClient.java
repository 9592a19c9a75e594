package dev.parley.adapters.rest.sse;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

/** One client of a stream: whether it is still there, may be, and takes what it is given. */
class StreamClient {
  private final BooleanSupplier stands;
  private final Sinks.Empty<Void> dropped = Sinks.empty();

  /** How many pieces it has asked for and not been given. */
  private final AtomicLong wanted = new AtomicLong();

  private volatile long givenAt = System.nanoTime();

  private volatile boolean gone;

  // Used by one thread at a time.
  private long silentSince = System.nanoTime();

  /**
   * @param stands whether the client may go on watching
   */
  StreamClient(BooleanSupplier stands) {
    this.stands = stands;
  }

  /** Whether the client is there and may be. */
  final boolean goesOn() {
    return !gone && stands.getAsBoolean();
  }

  final void leave() {
    gone = true;
  }

  final void wants(long more) {
    wanted.accumulateAndGet(more, Operators::addCap);
  }

  final void given() {
    silentSince = System.nanoTime();
    givenAt = silentSince;
    wanted.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
  }

  /** Drops the client if it has not asked for more since it was given something so long ago. */
  final void dropIfStalled(Duration stall) {
    if (wanted.get() == 0 && System.nanoTime() - givenAt > stall.toNanos()) {
      var unused = dropped.tryEmitError(new SlowClient());
    }
  }

  /** Fails once the client is dropped. */
  final Mono<Void> dropped() {
    return dropped.asMono();
  }

  /** For how long it has been given nothing. */
  final Duration silence() {
    return Duration.ofNanos(System.nanoTime() - silentSince);
  }

  /** A client took nothing for too long. */
  static final class SlowClient extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SlowClient() {
      super("the client took nothing of its stream for too long", null, false, false);
    }
  }
}

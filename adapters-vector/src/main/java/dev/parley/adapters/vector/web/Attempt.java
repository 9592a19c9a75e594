package dev.parley.adapters.vector.web;

import dev.parley.domain.knowledge.DocumentError;
import java.time.Duration;
import org.apache.hc.core5.concurrent.Cancellable;
import org.jspecify.annotations.Nullable;

/** One page's time, and the request that has to be broken off when it is over. */
final class Attempt {
  private final long end;
  private @Nullable Cancellable current;
  private boolean over;

  Attempt(Duration limit) {
    this.end = System.nanoTime() + limit.toNanos();
  }

  /** What is left; fails when that is nothing. */
  Duration left() throws FetchFailure {
    long left = end - System.nanoTime();
    if (left <= 0) {
      throw new FetchFailure(DocumentError.TIMEOUT);
    }
    return Duration.ofNanos(left);
  }

  synchronized void begin(Cancellable request) throws FetchFailure {
    if (over) {
      throw new FetchFailure(DocumentError.TIMEOUT);
    }
    current = request;
  }

  /** Breaks off what is under way, and has nothing more begin. */
  synchronized void cancel() {
    over = true;
    if (current != null) {
      current.cancel();
    }
  }
}

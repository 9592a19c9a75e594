package dev.parley.application.conversation;

import org.jspecify.annotations.Nullable;

/**
 * Stops a run's thread, but only while it waits for the model: an interrupt at any other place
 * would close the file or connection that is being written.
 */
final class Cancellation {
  /** Why a run is to stop. */
  enum Reason {
    /** Somebody asked for it. */
    ASKED,
    /** The process ends. */
    SHUTDOWN,
    /** A guard wants no more of the answer. */
    GUARD
  }

  private @Nullable Reason reason;
  private @Nullable Thread waiting;

  synchronized void cancel(Reason why) {
    if (reason == null) {
      reason = why;
    }
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  synchronized @Nullable Reason reason() {
    return reason;
  }

  /** From here on the calling thread may be interrupted. */
  synchronized void beginWaiting() {
    waiting = Thread.currentThread();
    if (reason != null) {
      waiting.interrupt();
    }
  }

  /** From here on it may not; an interrupt that has come is taken back. */
  synchronized void endWaiting() {
    waiting = null;
    Thread.interrupted();
  }
}

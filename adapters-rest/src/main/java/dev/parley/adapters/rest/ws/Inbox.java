package dev.parley.adapters.rest.ws;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a socket asked for and was not worked on yet: one thing after the other, and no more than a
 * socket may have waiting. Safe for use by many threads.
 */
final class Inbox {
  private final Executor executor;
  private final int mostFrames;
  private final Consumer<Throwable> whenFailed;
  private final Queue<Work> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean working;

  /**
   * @param whenFailed told what a task threw; the tasks after it are worked on all the same
   */
  Inbox(Executor executor, int mostFrames, Consumer<Throwable> whenFailed) {
    this.executor = executor;
    this.mostFrames = mostFrames;
    this.whenFailed = whenFailed;
  }

  private record Work(int bytes, Runnable task) {}

  /** Takes a task of that size; false if too much is waiting. */
  synchronized boolean offer(int size, Runnable task) {
    if (waiting.size() >= mostFrames || bytes + size > SocketLimits.WAITING_BYTES) {
      return false;
    }
    waiting.add(new Work(size, task));
    bytes += size;
    if (!working) {
      working = true;
      executor.execute(this::work);
    }
    return true;
  }

  /** Forgets what was not begun. */
  synchronized void clear() {
    waiting.clear();
    bytes = 0;
  }

  private void work() {
    for (Work next = next(); next != null; next = next()) {
      try {
        next.task.run();
      } catch (RuntimeException | Error fault) {
        // Whoever waits behind it would wait for ever.
        whenFailed.accept(fault);
      }
    }
  }

  private synchronized @Nullable Work next() {
    Work next = waiting.poll();
    if (next == null) {
      working = false;
    } else {
      bytes -= next.bytes;
    }
    return next;
  }
}

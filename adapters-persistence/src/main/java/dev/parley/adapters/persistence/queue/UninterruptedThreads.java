package dev.parley.adapters.persistence.queue;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that are never interrupted: whoever is interrupted while writing an index closes its
 * files for everyone. They are platform threads, as what they do is compute, and daemons, as they
 * may outlast their owner's patience.
 */
final class UninterruptedThreads extends ThreadPoolExecutor {
  UninterruptedThreads(int count, String prefix) {
    super(
        count,
        count,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        Thread.ofPlatform().daemon().name(prefix, 1).factory());
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }
}

package dev.parley.application.attachment;

import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many files are read at once, since each is in memory meanwhile; of one tenant no more
 * than half of them, so that nobody keeps the others out. Safe for use by many threads.
 */
final class Readers {
  private final int ofTenant;
  private final Semaphore all;
  private final Map<TenantId, Semaphore> tenants = new ConcurrentHashMap<>();

  Readers(int count) {
    this.ofTenant = Math.max(1, count / 2);
    this.all = new Semaphore(count, true);
  }

  /** To be closed when the file has been read. */
  interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for its turn; null if it does not come in time. */
  @Nullable Permit enter(TenantId tenant, Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    Semaphore own = tenants.computeIfAbsent(tenant, id -> new Semaphore(ofTenant, true));
    if (!own.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      return null;
    }
    boolean entered = false;
    try {
      entered = all.tryAcquire(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } finally {
      if (!entered) {
        own.release();
      }
    }
    return entered
        ? () -> {
          all.release();
          own.release();
        }
        : null;
  }
}

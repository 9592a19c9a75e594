package dev.parley.application.knowledge;

import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An {@link IngestionQueue} in memory. What is enqueued within {@link #takingPartIn} waits for the
 * end of the unit.
 */
public final class InMemoryIngestionQueue implements IngestionQueue, AutoCloseable {
  private final int attempts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<DocumentId, Waiting> waiting = new LinkedHashMap<>();
  private final Map<Thread, List<Runnable>> units = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param attempts how often a document is tried before it is given up
   */
  public InMemoryIngestionQueue(int attempts) {
    this.attempts = attempts;
  }

  private static final class Waiting {
    final DocumentId document;
    final TenantId tenant;
    int failures;
    boolean running;
    boolean again;

    Waiting(DocumentId document, TenantId tenant) {
      this.document = document;
      this.tenant = tenant;
    }
  }

  @Override
  public void enqueue(TenantId tenant, DocumentId document) {
    List<Runnable> open = units.get(Thread.currentThread());
    if (open == null) {
      put(tenant, document);
    } else {
      open.add(() -> put(tenant, document));
    }
  }

  /** The same units of work, with this queue taking part in them. */
  public UnitOfWork takingPartIn(UnitOfWork others) {
    return new UnitOfWork() {
      @Override
      public <T extends @Nullable Object> T inTenant(TenantId tenant, Supplier<T> work) {
        return joined(() -> others.inTenant(tenant, work));
      }

      @Override
      public <T extends @Nullable Object> T acrossTenants(Supplier<T> work) {
        return joined(() -> others.acrossTenants(work));
      }
    };
  }

  /** Delivers on threads of its own until it is closed. */
  public void deliver(
      int parallel,
      BiConsumer<TenantId, DocumentId> ingest,
      BiConsumer<TenantId, DocumentId> giveUp) {
    for (int i = 0; i < parallel; i++) {
      threads.add(Thread.ofVirtual().start(() -> deliverAll(ingest, giveUp)));
    }
  }

  /** Waits until nothing is left to deliver. */
  public void awaitIdle() throws InterruptedException {
    lock.lock();
    try {
      while (!waiting.isEmpty()) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }

  private <T extends @Nullable Object> T joined(Supplier<T> work) {
    if (units.get(Thread.currentThread()) != null) {
      return work.get();
    }
    List<Runnable> open = new ArrayList<>();
    units.put(Thread.currentThread(), open);
    T result;
    try {
      result = work.get();
    } finally {
      units.remove(Thread.currentThread());
    }
    open.forEach(Runnable::run);
    return result;
  }

  private void put(TenantId tenant, DocumentId document) {
    lock.lock();
    try {
      Waiting entry = waiting.computeIfAbsent(document, id -> new Waiting(id, tenant));
      entry.again = entry.running;
      entry.failures = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void deliverAll(
      BiConsumer<TenantId, DocumentId> ingest, BiConsumer<TenantId, DocumentId> giveUp) {
    try {
      while (true) {
        Waiting next = take();
        boolean done = false;
        try {
          (next.failures < attempts ? ingest : giveUp).accept(next.tenant, next.document);
          done = true;
        } catch (RuntimeException fault) {
          // Counted below: the document is tried again.
        } finally {
          ended(next, done);
        }
      }
    } catch (InterruptedException e) {
      // The queue was closed.
    }
  }

  private Waiting take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        Optional<Waiting> next =
            waiting.values().stream().filter(entry -> !entry.running).findFirst();
        if (next.isPresent()) {
          next.get().running = true;
          return next.get();
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void ended(Waiting entry, boolean done) {
    lock.lock();
    try {
      entry.running = false;
      if (entry.again) {
        entry.again = false;
      } else if (done) {
        waiting.remove(entry.document);
      } else {
        entry.failures++;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

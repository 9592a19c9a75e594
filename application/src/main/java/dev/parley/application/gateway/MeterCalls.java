package dev.parley.application.gateway;

import dev.parley.application.conversation.UsageLedger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Records what calls used, many in one unit of work and behind their backs: no caller waits for the
 * books. What has come while one group is written, and some milliseconds later, makes the next. A
 * process that is killed loses what it had not written, which is some milliseconds of calls; {@link
 * #close()} loses nothing. Safe for use by many threads.
 */
public final class MeterCalls implements AutoCloseable {
  private static final int MOST_AT_ONCE = 500;

  /** While the store cannot be written, so many wait; beyond them, the oldest are given up. */
  private static final int MOST_WAITING = 100_000;

  /** What comes meanwhile is written together: a commit for each would keep the store busy. */
  private static final Duration GATHERING = Duration.ofMillis(20);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final UsageLedger ledger;
  private final ExecutorService executor;
  private final Consumer<Throwable> faults;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<UsageLedger.Call> waiting = new ArrayDeque<>();
  private boolean writing;
  private boolean closed;

  /**
   * @param executor one that makes virtual threads
   * @param faults is told when the ledger cannot be written; what was to be written is tried again
   */
  public MeterCalls(UsageLedger ledger, ExecutorService executor, Consumer<Throwable> faults) {
    this.ledger = Objects.requireNonNull(ledger);
    this.executor = Objects.requireNonNull(executor);
    this.faults = Objects.requireNonNull(faults);
  }

  /** Has a call recorded soon. Does not block. */
  public void record(UsageLedger.Call call) {
    boolean begin;
    boolean lost = false;
    lock.lock();
    try {
      waiting.add(call);
      if (waiting.size() > MOST_WAITING) {
        waiting.remove();
        lost = true;
      }
      begin = !writing;
      writing = true;
    } finally {
      lock.unlock();
    }
    if (lost) {
      faults.accept(new IllegalStateException("too many calls wait to be recorded: one was lost"));
    }
    if (begin) {
      executor.execute(this::write);
    }
  }

  private void write() {
    List<UsageLedger.Call> group = next(List.of(), Duration.ZERO);
    while (!group.isEmpty()) {
      if (!stored(group)) {
        group = next(group, PAUSE);
      } else {
        group = next(List.of(), group.size() < MOST_AT_ONCE ? GATHERING : Duration.ZERO);
      }
    }
  }

  /**
   * The next group, after a pause, or the one that could not be stored once more; empty ends the
   * writing.
   */
  private List<UsageLedger.Call> next(List<UsageLedger.Call> unstored, Duration pause) {
    lock.lock();
    try {
      List<UsageLedger.Call> group = new ArrayList<>(unstored);
      if (!unstored.isEmpty() && closed) {
        group.clear();
        waiting.clear();
      }
      long left = pause.toNanos();
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      while (group.size() < MOST_AT_ONCE && !waiting.isEmpty()) {
        group.add(waiting.remove());
      }
      if (group.isEmpty()) {
        writing = false;
        changed.signalAll();
      }
      return group;
    } catch (InterruptedException e) {
      writing = false;
      changed.signalAll();
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private boolean stored(List<UsageLedger.Call> group) {
    try {
      ledger.recordAll(group);
      return true;
    } catch (RuntimeException fault) {
      faults.accept(fault);
      return false;
    }
  }

  /** Writes what waits; tries once where the ledger cannot be written. Blocks for 10 s at most. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      long left = CLOSING.toNanos();
      while (writing && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}

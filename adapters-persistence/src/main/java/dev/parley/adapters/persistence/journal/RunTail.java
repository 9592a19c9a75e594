package dev.parley.adapters.persistence.journal;

import dev.parley.application.conversation.RunJournal.Entry;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest events of a run, shared by all who watch it in this process. What is older is dropped
 * and has to be read from the server. Safe for use by many threads.
 */
final class RunTail {
  /** Bounds on what is kept; whoever is further behind reads from the server. */
  static final int MOST_EVENTS = 256;

  static final int MOST_CHARACTERS = 1 << 18;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Entry> newest = new ArrayDeque<>();
  private int characters;
  private long last;
  private boolean ended;
  private long heardAt = System.nanoTime();

  /** Whether this process appends, so that nobody need ask the server for more. */
  private volatile boolean written;

  private volatile long usedAt = System.nanoTime();

  /** How many threads use this object; guarded by the map that it is in. */
  int users;

  /**
   * @param last seq of the newest event that is known
   */
  RunTail(long last) {
    this.last = last;
  }

  /** Takes an event; one that is known already is passed over. */
  void offer(Entry entry) {
    lock.lock();
    try {
      heardAt = System.nanoTime();
      if (entry.seq() <= last) {
        return;
      }
      if (entry.seq() != last + 1) {
        newest.clear();
        characters = 0;
      }
      newest.addLast(entry);
      characters += entry.event().json().length();
      while (newest.size() > MOST_EVENTS || characters > MOST_CHARACTERS) {
        characters -= newest.removeFirst().event().json().length();
      }
      last = entry.seq();
      ended = entry.event().terminal();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The events after a seq; waits for the first of them. An empty list if there is none, no list if
   * there are some that are not kept here.
   */
  Optional<List<Entry>> await(long after, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      usedAt = System.nanoTime();
      long left = nanos;
      while (last <= after && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      usedAt = System.nanoTime();
      if (last <= after) {
        return Optional.of(List.of());
      }
      if (newest.isEmpty() || newest.getFirst().seq() > after + 1) {
        return Optional.empty();
      }
      return Optional.of(after(after));
    } finally {
      lock.unlock();
    }
  }

  private List<Entry> after(long seq) {
    return newest.stream().filter(entry -> entry.seq() > seq).toList();
  }

  long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  boolean hasEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** How long nothing was heard, in nanoseconds. */
  long silence() {
    lock.lock();
    try {
      return System.nanoTime() - heardAt;
    } finally {
      lock.unlock();
    }
  }

  /** The server was asked, and there was nothing new. */
  void heard() {
    lock.lock();
    try {
      heardAt = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  boolean isWritten() {
    return written;
  }

  void written(boolean whether) {
    written = whether;
  }

  /** How long nobody asked, in nanoseconds. */
  long idle() {
    return System.nanoTime() - usedAt;
  }
}

package dev.parley.application.conversation;

import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A {@link RunJournal} that lasts as long as itself and those that are made from it. */
public final class InMemoryRunJournal implements RunJournal {
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Key, Journal> journals = new LinkedHashMap<>();

  public InMemoryRunJournal(Clock clock) {
    this.clock = clock;
  }

  private record Key(TenantId tenant, RunId run) {}

  private static final class Journal {
    final List<Entry> entries = new ArrayList<>();
    Instant writtenAt = Instant.MIN;
    boolean writing;

    boolean ended() {
      return !entries.isEmpty() && entries.getLast().event().terminal();
    }
  }

  /** What the next process finds when this one ends here. */
  public InMemoryRunJournal restarted() {
    InMemoryRunJournal next = new InMemoryRunJournal(clock);
    lock.lock();
    try {
      journals.forEach(
          (key, journal) -> {
            Journal copy = new Journal();
            copy.entries.addAll(journal.entries);
            copy.writtenAt = journal.writtenAt;
            next.journals.put(key, copy);
          });
    } finally {
      lock.unlock();
    }
    return next;
  }

  @Override
  public long append(TenantId tenant, RunId run, Encoded event) {
    lock.lock();
    try {
      Journal journal = journals.computeIfAbsent(new Key(tenant, run), k -> new Journal());
      if (journal.ended()) {
        throw new IllegalStateException("run " + run + " has ended");
      }
      long seq = journal.entries.size() + 1L;
      journal.entries.add(new Entry(seq, event));
      journal.writtenAt = clock.instant();
      journal.writing = !event.terminal();
      changed.signalAll();
      return seq;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void takeOver(TenantId tenant, RunId run) {
    // Nobody else writes here.
  }

  @Override
  public List<Entry> read(TenantId tenant, RunId run, long after, Duration patience)
      throws InterruptedException {
    Key key = new Key(tenant, run);
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.NANOSECONDS.convert(patience);
      while (true) {
        Journal journal = journals.getOrDefault(key, new Journal());
        if (journal.entries.size() > after) {
          return List.copyOf(
              journal.entries.subList((int) Math.max(after, 0), journal.entries.size()));
        }
        if (journal.ended() || left <= 0) {
          return List.of();
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long lastSeq(TenantId tenant, RunId run) {
    lock.lock();
    try {
      return journals.getOrDefault(new Key(tenant, run), new Journal()).entries.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Unfinished> unfinished() {
    lock.lock();
    try {
      return journals.entrySet().stream()
          .filter(entry -> !entry.getValue().writing && !entry.getValue().ended())
          .map(entry -> new Unfinished(entry.getKey().tenant(), entry.getKey().run()))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void trim(Instant before) {
    lock.lock();
    try {
      journals.values().removeIf(journal -> !journal.writing && journal.writtenAt.isBefore(before));
    } finally {
      lock.unlock();
    }
  }
}

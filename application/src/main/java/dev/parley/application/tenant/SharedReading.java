package dev.parley.application.tenant;

import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads for all who ask at about the same time in one go. What is read is never older than the
 * question: while so many readings are under way as may be, whoever asks waits for the next one,
 * which begins afterwards. Nothing is kept. Safe for use by many threads, virtual ones best.
 *
 * @param <K> what is asked for
 * @param <V> what a reading yields, for all who share it
 */
final class SharedReading<K, V> {
  /** So that one that hangs does not keep up all others. */
  private static final int AT_ONCE = 2;

  /**
   * While many ask, readings begin so far apart: more share each then, and the store has as much
   * less to do. Somebody who asks alone does not wait.
   */
  private static final long APART_NANOS = Duration.ofMillis(2).toNanos();

  private final Function<Set<K>, V> reading;
  private final Executor executor;
  private final Semaphore turns = new Semaphore(AT_ONCE);
  private @Nullable Group gathering;
  private long next = System.nanoTime();

  /**
   * @param reading is given what one or many ask for; one that throws fails those who share it
   * @param executor runs readings for those who do not wait; one that makes virtual threads
   */
  SharedReading(Function<Set<K>, V> reading, Executor executor) {
    this.reading = Objects.requireNonNull(reading);
    this.executor = Objects.requireNonNull(executor);
  }

  /** Those who share a reading. */
  private final class Group {
    final Set<K> keys = new HashSet<>();
    int members;
    final CompletableFuture<V> result = new CompletableFuture<>();
  }

  /** One of those who share a reading; the first of them sees that it is done. */
  private final class Member {
    private final Group group;
    private final boolean isFirst;

    Member(Group group, boolean isFirst) {
      this.group = group;
      this.isFirst = isFirst;
    }
  }

  /** Reads, or has it read by somebody else who asks. Blocks; an interrupt does not end it. */
  V read(K key) {
    Member member = join(key);
    if (member.isFirst) {
      readFor(member.group);
    }
    try {
      return member.group.result.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /**
   * Has it read; blocks nowhere. What is done behind it is done on the thread that read, before it
   * goes on to the next who asked. Fails where the executor takes nothing any more.
   */
  CompletionStage<V> readLater(K key) {
    Member member = join(key);
    if (member.isFirst) {
      try {
        executor.execute(() -> readFor(member.group));
      } catch (RejectedExecutionException e) {
        close(member.group);
        member.group.result.completeExceptionally(e);
      }
    }
    return member.group.result;
  }

  /** Lets nobody join any more. */
  private synchronized void close(Group group) {
    if (gathering == group) {
      gathering = null;
    }
  }

  private synchronized Member join(K key) {
    boolean isFirst = gathering == null;
    Group group = gathering == null ? new Group() : gathering;
    gathering = group;
    group.keys.add(key);
    group.members++;
    return new Member(group, isFirst);
  }

  private void readFor(Group group) {
    turns.acquireUninterruptibly();
    try {
      awaitNext();
      synchronized (this) {
        // From here on the group is whole: what comes later asked later.
        gathering = null;
        next = System.nanoTime() + (group.members > 1 ? APART_NANOS : 0);
      }
      group.result.complete(reading.apply(group.keys));
    } catch (Throwable fault) {
      group.result.completeExceptionally(fault);
    } finally {
      turns.release();
    }
  }

  /** An interrupt ends it early, and then two readings are closer together. */
  private void awaitNext() {
    long left = untilNext();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = untilNext();
    }
  }

  private synchronized long untilNext() {
    return next - System.nanoTime();
  }
}

package dev.parley.adapters.persistence.journal;

import dev.parley.adapters.persistence.redis.Redis;
import dev.parley.adapters.persistence.redis.RedisUnavailable;
import dev.parley.application.conversation.RunJournal.Entry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntry;

/**
 * The tails of all runs that are watched or written in this process. One thread waits at the server
 * for events of those that others write, whatever the number of runs and watchers; what this
 * process appends itself it hands on without asking.
 *
 * <p>A stream of this process's own is among those waited for: an entry in it has the thread look
 * at which runs are watched anew.
 */
final class RunTails implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunTails.class);

  /** How long a tail is kept that nobody asks for; a watcher is gone for a moment between reads. */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final Duration SWEEP = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final long BELL_KEPT_MILLIS = 60_000;
  private static final StreamEntryID BEGINNING = new StreamEntryID(0, 0);

  private final Redis redis;
  private final String bell;
  private final ConcurrentHashMap<RunKey, RunTail> tails = new ConcurrentHashMap<>();
  private final Semaphore work = new Semaphore(0);
  private final AtomicBoolean rung = new AtomicBoolean();
  private final Thread follower;
  private volatile boolean closed;

  RunTails(Redis redis, UUID process) {
    this.redis = redis;
    this.bell = RunKey.PREFIX + "bell:" + process;
    this.follower = Thread.ofPlatform().daemon().name("journal-follower").start(this::follow);
  }

  /** The tail of a run if there is one; to be given back. */
  @Nullable RunTail takePresent(RunKey key) {
    return tails.computeIfPresent(
        key,
        (k, tail) -> {
          tail.users++;
          return tail;
        });
  }

  /**
   * The tail of a run, which is kept up to date until it is given back.
   *
   * @param last seq of its newest event, where there is no tail yet
   */
  RunTail take(RunKey key, long last) {
    boolean[] made = new boolean[1];
    RunTail tail =
        tails.compute(
            key,
            (k, present) -> {
              made[0] = present == null;
              RunTail taken = present == null ? new RunTail(last) : present;
              taken.users++;
              return taken;
            });
    if (made[0]) {
      ring();
    }
    return tail;
  }

  void giveBack(RunKey key) {
    tails.computeIfPresent(
        key,
        (k, tail) -> {
          tail.users--;
          return tail;
        });
  }

  /** Hands on what this process appended. */
  void appended(RunKey key, Entry entry) {
    RunTail tail = tails.computeIfAbsent(key, k -> new RunTail(entry.seq() - 1));
    tail.written(!entry.event().terminal());
    tail.offer(entry);
  }

  /** Nothing of the run is kept at the server any more. */
  void forget(RunKey key) {
    RunTail unused = tails.remove(key);
  }

  /** Somebody else appends to the run from now on, or nobody. */
  void released(RunKey key) {
    RunTail tail = tails.get(key);
    if (tail != null) {
      tail.written(false);
      ring();
    }
  }

  private void ring() {
    work.release();
    if (rung.compareAndSet(false, true)) {
      try {
        redis.callOnce(
            client -> {
              var unused =
                  client.xadd(bell, XAddParams.xAddParams().maxLen(1), Map.of("new", "run"));
              return client.pexpire(bell, BELL_KEPT_MILLIS);
            });
      } catch (RedisUnavailable unheard) {
        // The follower cannot wait either: it looks anew when it is back.
        rung.set(false);
      }
    }
  }

  private void follow() {
    StreamEntryID heard = BEGINNING;
    long pause = 0;
    while (!closed) {
      try {
        rung.set(false);
        Map<String, RunTail> followed = followed();
        sweep();
        if (followed.isEmpty()) {
          boolean unused = work.tryAcquire(SWEEP.toMillis(), TimeUnit.MILLISECONDS);
          work.drainPermits();
          continue;
        }
        heard = await(followed, heard);
        pause = 0;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException fault) {
        if (!closed && pause == 0) {
          log.warn(
              "cannot follow the runs of other nodes, will go on trying: {}", fault.toString());
        }
        pause = Math.min(Math.max(2 * pause, 20), LONGEST_PAUSE.toMillis());
        try {
          Thread.sleep(pause);
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  /** The tails of runs that others write, by stream. */
  private Map<String, RunTail> followed() {
    Map<String, RunTail> followed = new HashMap<>();
    tails.forEach(
        (key, tail) -> {
          if (!tail.isWritten() && !tail.hasEnded()) {
            followed.put(key.stream(), tail);
          }
        });
    return followed;
  }

  private StreamEntryID await(Map<String, RunTail> followed, StreamEntryID heard) {
    Map<String, StreamEntryID> positions = new HashMap<>();
    followed.forEach((stream, tail) -> positions.put(stream, StreamEvents.after(tail.last())));
    positions.put(bell, heard);
    XReadParams params =
        XReadParams.xReadParams()
            .count(RunTail.MOST_EVENTS)
            .block((int) Redis.LONGEST_BLOCK.toMillis());
    List<Map.Entry<String, List<StreamEntry>>> read =
        redis.callOnce(client -> client.xread(params, positions));
    StreamEntryID next = heard;
    if (read != null) {
      for (Map.Entry<String, List<StreamEntry>> stream : read) {
        RunTail tail = followed.get(stream.getKey());
        if (tail == null) {
          next = stream.getValue().getLast().getID();
        } else {
          stream.getValue().forEach(entry -> tail.offer(StreamEvents.entry(entry)));
        }
      }
    }
    return next;
  }

  private void sweep() {
    for (RunKey key : tails.keySet()) {
      tails.computeIfPresent(
          key,
          (k, tail) ->
              tail.users == 0 && !tail.isWritten() && tail.idle() > LINGER_NANOS ? null : tail);
    }
  }

  /** How many runs are kept. */
  int size() {
    return tails.size();
  }

  @Override
  public void close() {
    closed = true;
    follower.interrupt();
  }
}

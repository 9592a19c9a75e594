package dev.parley.adapters.persistence.journal;

import dev.parley.adapters.persistence.redis.Redis;
import dev.parley.adapters.persistence.redis.RedisPipeline;
import dev.parley.adapters.persistence.redis.RedisScript;
import dev.parley.adapters.persistence.redis.RedisUnavailable;
import dev.parley.application.conversation.JournalUnavailable;
import dev.parley.application.conversation.RunJournal;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.StreamEntry;

/**
 * A {@link RunJournal} in streams of Redis, one a run, that every node reads. A run is written by
 * one process at a time: what another appends after a run was taken over or has ended is refused by
 * the server. Streams go by themselves once a retention has passed.
 *
 * <p>While Redis is out of reach, appending and reading wait for as long as {@link Redis} tries,
 * then fail. A run that could not be appended to takes no more from this process, since nobody
 * knows what came of the last attempt. Safe for use by many threads, virtual ones among them.
 */
public final class RedisRunJournal implements RunJournal, AutoCloseable {
  /** All runs, by the time of their first event, or of their last once it is there. */
  private static final String RUNS = RunKey.PREFIX + "runs";

  /** Who appends to each run that has not ended. */
  private static final String WRITERS = RunKey.PREFIX + "writers";

  /** How many events are read at once, at most. */
  private static final int PAGE = 256;

  /** After this long a silent run is looked at, whoever should have told us of its events. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long ENDED = -1;
  private static final long TAKEN_OVER = -2;
  private static final long LOST = -3;
  private static final long UNKNOWN = -1;

  /**
   * Appends the next event. An attempt that was repeated because its answer was lost is found by
   * its name, and counts once.
   */
  private static final RedisScript APPEND =
      new RedisScript(
          """
          local stream, runs, writers = KEYS[1], KEYS[2], KEYS[3]
          local run, writer, expected, name = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
          local mark, now, kept = ARGV[5], ARGV[6], ARGV[7]
          local seq = 0
          local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
          if last then
            local dash = string.find(last[1], '-', 1, true)
            seq = tonumber(string.sub(last[1], 1, dash - 1))
            if last[2][6] == name then return seq end
            if string.sub(last[1], dash + 1) == '1' then return -1 end
          end
          if expected >= 0 then
            if seq < expected then return -3 end
            if seq > expected or redis.call('HGET', writers, run) ~= writer then return -2 end
          end
          seq = seq + 1
          redis.call('XADD', stream, string.format('%.0f', seq) .. '-' .. mark,
            't', ARGV[8], 'j', ARGV[9], 'n', name)
          if mark == '1' then
            redis.call('HDEL', writers, run)
          elseif expected < 0 then
            redis.call('HSET', writers, run, writer)
          end
          if mark == '1' or expected < 0 then
            redis.call('ZADD', runs, now, run)
            redis.call('PEXPIRE', stream, kept)
          end
          return seq
          """);

  private static final RedisScript TAKE_OVER =
      new RedisScript(
          """
          local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
          if last and string.sub(last[1], -2) == '-1' then return 0 end
          redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
          redis.call('ZADD', KEYS[2], 'NX', ARGV[3], ARGV[1])
          return 1
          """);

  private static final RedisScript FORGET =
      new RedisScript(
          """
          redis.call('DEL', KEYS[1])
          redis.call('HDEL', KEYS[3], ARGV[1])
          return redis.call('ZREM', KEYS[2], ARGV[1])
          """);

  private final Redis redis;

  /** Apart from the reads, so that no number of watchers holds up who writes. */
  private final RedisPipeline appends;

  private final RedisPipeline reads;
  private final String node;
  private final String writer;
  private final Duration kept;
  private final Clock clock;
  private final RunTails tails;
  private final ConcurrentHashMap<RunKey, Progress> written = new ConcurrentHashMap<>();
  private final AtomicLong attempts = new AtomicLong();
  private volatile boolean closed;

  /**
   * @param node name of this node, the same after a restart
   * @param process a name that no other process has
   * @param kept how long the events of a run are kept after its last one
   */
  public RedisRunJournal(Redis redis, String node, UUID process, Duration kept, Clock clock) {
    this.redis = Objects.requireNonNull(redis);
    this.appends = redis.pipeline("journal-appends");
    this.reads = redis.pipeline("journal-reads");
    this.node = Objects.requireNonNull(node);
    this.writer = node + "/" + process;
    this.kept = Objects.requireNonNull(kept);
    this.clock = Objects.requireNonNull(clock);
    this.tails = new RunTails(redis, process);
  }

  /**
   * How far this process has come with a run.
   *
   * @param lost whether nobody knows what came of the last attempt
   */
  private record Progress(long seq, boolean lost, Instant at) {}

  @Override
  public long append(TenantId tenant, RunId run, Encoded event) {
    RunKey key = new RunKey(tenant, run);
    Progress before = written.get(key);
    if (closed) {
      throw new IllegalStateException("the journal is closed");
    }
    if (before != null && before.lost()) {
      throw new JournalUnavailable("run " + run + ": an event before this one was lost");
    }
    long expected = before == null ? UNKNOWN : before.seq();
    Instant now = clock.instant();
    // One name for all attempts: so the server finds the one whose answer was lost.
    String name = writer + "/" + attempts.incrementAndGet();
    long seq;
    try {
      seq = append(key, expected, name, event, now);
    } catch (RedisUnavailable unavailable) {
      written.put(key, new Progress(expected, true, now));
      throw new JournalUnavailable("run " + run + ": an event could not be kept", unavailable);
    }
    if (seq == LOST) {
      written.put(key, new Progress(expected, true, now));
      throw new JournalUnavailable("run " + run + ": its events are no longer there");
    }
    if (seq == ENDED || seq == TAKEN_OVER) {
      written.remove(key);
      tails.released(key);
      throw new IllegalStateException(
          "run " + run + (seq == ENDED ? " has ended" : " was taken over by another process"));
    }
    if (event.terminal()) {
      written.remove(key);
    } else {
      written.put(key, new Progress(seq, false, now));
    }
    tails.appended(key, new Entry(seq, event));
    return seq;
  }

  private long append(RunKey key, long expected, String name, Encoded event, Instant now) {
    return APPEND.run(
        appends,
        keys(key),
        List.of(
            key.toString(),
            writer,
            Long.toString(expected),
            name,
            StreamEvents.mark(event),
            Long.toString(now.toEpochMilli()),
            Long.toString(kept.toMillis()),
            event.type(),
            event.json()));
  }

  private static List<String> keys(RunKey key) {
    return List.of(key.stream(), RUNS, WRITERS);
  }

  @Override
  public void takeOver(TenantId tenant, RunId run) {
    RunKey key = new RunKey(tenant, run);
    List<String> arguments =
        List.of(key.toString(), writer, Long.toString(clock.instant().toEpochMilli()));
    long unused = reached(() -> TAKE_OVER.run(appends, keys(key), arguments));
    written.remove(key);
  }

  @Override
  public List<Entry> read(TenantId tenant, RunId run, long after, Duration patience)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (after == Long.MAX_VALUE) {
      return List.of();
    }
    RunKey key = new RunKey(tenant, run);
    long from = Math.max(after, 0);
    long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(patience);
    // Whoever does not wait wants what the server holds, not what was heard of it so far.
    RunTail present = patience.isZero() ? null : tails.takePresent(key);
    if (present != null) {
      return await(present, key, from, deadline);
    }
    while (true) {
      List<Entry> next = stored(key, from);
      if (!next.isEmpty() || patience.isZero() || closed) {
        return next;
      }
      StreamEntryID last = last(key);
      if (last.getTime() <= from) {
        return last.equals(StreamEvents.after(last.getTime()))
            ? List.of()
            : await(tails.take(key, last.getTime()), key, from, deadline);
      }
    }
  }

  /** Waits for what comes after a seq, and gives the tail back. */
  private List<Entry> await(RunTail tail, RunKey key, long after, long deadline)
      throws InterruptedException {
    try {
      while (true) {
        long left = deadline - System.nanoTime();
        long silence = Math.max(0, SILENCE_NANOS - tail.silence());
        Optional<List<Entry>> next = tail.await(after, Math.min(left, silence));
        if (next.isEmpty()) {
          return stored(key, after);
        }
        if (!next.get().isEmpty() || tail.hasEnded() || left <= 0 || closed) {
          return next.get();
        }
        if (tail.silence() >= SILENCE_NANOS) {
          tail.heard();
          stored(key, tail.last()).forEach(tail::offer);
        }
      }
    } finally {
      tails.giveBack(key);
    }
  }

  private List<Entry> stored(RunKey key, long after) {
    List<StreamEntry> stored =
        look(
            together ->
                together.xrange(
                    key.stream(), StreamEvents.next(after), StreamEntryID.MAXIMUM_ID, PAGE));
    return stored.stream().map(StreamEvents::entry).toList();
  }

  /** The id of the newest event; 0-0 if there is none. */
  private StreamEntryID last(RunKey key) {
    List<StreamEntry> last =
        look(
            together ->
                together.xrevrange(
                    key.stream(), StreamEntryID.MAXIMUM_ID, StreamEntryID.MINIMUM_ID, 1));
    return last.isEmpty() ? new StreamEntryID(0, 0) : last.getFirst().getID();
  }

  @Override
  public long lastSeq(TenantId tenant, RunId run) {
    return last(new RunKey(tenant, run)).getTime();
  }

  @Override
  public List<Unfinished> unfinished() {
    Map<String, String> writers = call(client -> client.hgetAll(WRITERS));
    List<Unfinished> left = new ArrayList<>();
    writers.forEach(
        (member, by) -> {
          RunKey key = RunKey.parse(member);
          if (by.startsWith(node + "/") && !isWriting(key)) {
            left.add(new Unfinished(key.tenant(), key.run()));
          }
        });
    return left;
  }

  private boolean isWriting(RunKey key) {
    Progress progress = written.get(key);
    return progress != null && !progress.lost();
  }

  @Override
  public void trim(Instant before) {
    written.values().removeIf(progress -> progress.lost() && progress.at().isBefore(before));
    ZRangeParams older =
        ZRangeParams.zrangeByScoreParams(
            Double.NEGATIVE_INFINITY, (double) before.toEpochMilli() - 1);
    List<String> old = call(client -> client.zrange(RUNS, older));
    for (String member : old) {
      RunKey key = RunKey.parse(member);
      if (!isWriting(key)) {
        long unused = reached(() -> FORGET.run(appends, keys(key), List.of(member)));
        tails.forget(key);
      }
    }
  }

  private <T> T call(Function<UnifiedJedis, T> command) {
    return reached(() -> redis.call(command));
  }

  private <T> T look(Function<AbstractPipeline, Response<T>> command) {
    return reached(() -> reads.call(command));
  }

  private static <T> T reached(Supplier<T> attempt) {
    try {
      return attempt.get();
    } catch (RedisUnavailable unavailable) {
      throw new JournalUnavailable("the journal of runs cannot be reached", unavailable);
    }
  }

  /** How many runs are in memory. */
  int runsInMemory() {
    return tails.size();
  }

  /** Takes no more events and lets those go who wait for one. */
  @Override
  public void close() {
    closed = true;
    tails.close();
    appends.close();
    reads.close();
  }
}

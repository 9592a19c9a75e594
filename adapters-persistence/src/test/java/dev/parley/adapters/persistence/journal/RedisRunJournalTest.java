package dev.parley.adapters.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.adapters.persistence.redis.Redis;
import dev.parley.adapters.persistence.redis.TestRedis;
import dev.parley.application.conversation.JournalUnavailable;
import dev.parley.application.conversation.RunJournal;
import dev.parley.application.conversation.RunJournal.Entry;
import dev.parley.application.conversation.RunJournal.Unfinished;
import dev.parley.application.conversation.RunJournalContract;
import dev.parley.domain.conversation.RunId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

class RedisRunJournalTest extends RunJournalContract {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration KEPT = Duration.ofHours(24);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private TestRedis server = TestRedis.emptied();

  @Override
  protected RedisRunJournal open() {
    return journal("node-1", PATIENCE);
  }

  /** The journal before is not closed, as that of a process that was killed. */
  @Override
  protected RedisRunJournal restarted() {
    return journal("node-1", PATIENCE);
  }

  private RedisRunJournal journal(String node, Duration patience) {
    Redis redis = server.redis(patience);
    RedisRunJournal journal =
        new RedisRunJournal(redis, node, UUID.randomUUID(), KEPT, Clock.systemUTC());
    opened.add(journal);
    opened.add(redis);
    return journal;
  }

  @AfterEach
  void closeAll() throws Exception {
    threads.shutdownNow();
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  private List<Entry> all(RunJournal journal) throws InterruptedException {
    List<Entry> all = new ArrayList<>();
    List<Entry> next = journal.read(tenant, run, 0, Duration.ZERO);
    while (!next.isEmpty()) {
      all.addAll(next);
      next = journal.read(tenant, run, all.size(), Duration.ZERO);
    }
    return all;
  }

  /** Follows the run to its end. */
  private Future<List<Entry>> watcher(RunJournal journal) {
    return threads.submit(
        () -> {
          List<Entry> seen = new ArrayList<>();
          while (seen.isEmpty() || !seen.getLast().event().terminal()) {
            seen.addAll(journal.read(tenant, run, seen.size(), LONG));
          }
          return seen;
        });
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void showsWatchersOnOtherNodesEachEventOnceAndInOrder() throws Exception {
    RedisRunJournal here = journal("node-1", PATIENCE);
    RedisRunJournal there = journal("node-2", PATIENCE);
    List<Future<List<Entry>>> watchers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      watchers.add(watcher(there));
    }
    int events = 2_000;

    for (int i = 1; i < events; i++) {
      here.append(tenant, run, delta("word " + i));
    }
    here.append(tenant, run, end());

    List<Entry> written = all(here);
    assertThat(written).extracting(Entry::seq).isEqualTo(upTo(events));
    for (Future<List<Entry>> watcher : watchers) {
      assertThat(watcher.get(20, TimeUnit.SECONDS)).isEqualTo(written);
    }
  }

  @Test
  void waitsAtTheServerOnceForAllWatchersOfANode() throws Exception {
    RedisRunJournal here = journal("node-1", PATIENCE);
    RedisRunJournal there = journal("node-2", PATIENCE);
    here.append(tenant, run, delta("a"));
    List<Future<List<Entry>>> watchers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      watchers.add(watcher(there));
      watchers.add(threads.submit(() -> there.read(tenant, otherRun, 0, LONG)));
    }
    try (UnifiedJedis client = server.client()) {
      awaitWord(client, "blocked_clients:1");
      Thread.sleep(200);
      assertThat(client.info("clients")).contains("blocked_clients:1\r\n");
    }

    here.append(tenant, run, end());
    here.append(tenant, otherRun, end());

    for (Future<List<Entry>> watcher : watchers) {
      assertThat(watcher.get(20, TimeUnit.SECONDS)).isNotEmpty();
    }
  }

  @Test
  void needsNoMoreConnectionsForMoreRuns() throws Exception {
    server = TestRedis.start();
    opened.add(server);
    RedisRunJournal journal = journal("node-1", PATIENCE);
    int runs = 300;
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<List<Entry>>> written = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      RunId its = new RunId(UUID.randomUUID());
      written.add(
          threads.submit(
              () -> {
                begin.await();
                for (int word = 1; word <= 5; word++) {
                  journal.append(tenant, its, delta("word " + word));
                }
                return journal.read(tenant, its, 0, Duration.ZERO);
              }));
    }
    begin.countDown();

    for (Future<List<Entry>> run : written) {
      assertThat(run.get(20, TimeUnit.SECONDS)).extracting(Entry::seq).isEqualTo(upTo(5));
    }
    try (Jedis client = new Jedis(server.address())) {
      String stats = client.info("stats");
      Matcher ever = Pattern.compile("total_connections_received:(\\d+)").matcher(stats);
      assertThat(ever.find()).as(stats).isTrue();
      // One to write, one to read, one to follow, one to ring, and ours.
      assertThat(Integer.parseInt(ever.group(1))).isLessThanOrEqualTo(5);
    }
  }

  private static void awaitWord(UnifiedJedis client, String word) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!client.info("clients").contains(word)) {
      assertThat(System.nanoTime()).as(word).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  @Test
  void tellsWatchersOfAnotherNodeAtOnce() throws Exception {
    RedisRunJournal here = journal("node-1", PATIENCE);
    RedisRunJournal there = journal("node-2", PATIENCE);
    here.append(tenant, run, delta("a"));
    Future<List<Entry>> watcher = threads.submit(() -> there.read(tenant, run, 1, LONG));
    try (UnifiedJedis client = server.client()) {
      awaitWord(client, "blocked_clients:1");
    }
    long began = System.nanoTime();

    here.append(tenant, run, delta("b"));

    assertThat(watcher.get(20, TimeUnit.SECONDS)).containsExactly(new Entry(2, delta("b")));
    // Far below the two seconds after which a silent run is looked at anyway.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void refusesWhatAProcessAppendsToARunThatAnotherTookOver() throws Exception {
    RedisRunJournal slow = journal("node-1", PATIENCE);
    RedisRunJournal other = journal("node-2", PATIENCE);
    slow.append(tenant, run, delta("a"));
    other.takeOver(tenant, run);

    assertThatIllegalStateException()
        .isThrownBy(() -> slow.append(tenant, run, delta("late")))
        .withMessageContaining("taken over");

    assertThat(all(other)).containsExactly(new Entry(1, delta("a")));
    assertThat(other.append(tenant, run, end())).isEqualTo(2);
  }

  @Test
  void refusesWhatAProcessAppendsToARunThatAnotherEnded() throws Exception {
    RedisRunJournal slow = journal("node-1", PATIENCE);
    RedisRunJournal other = journal("node-2", PATIENCE);
    slow.append(tenant, run, delta("a"));
    other.takeOver(tenant, run);
    other.append(tenant, run, end());
    Future<List<Entry>> watcher = watcher(slow);

    for (int i = 0; i < 3; i++) {
      assertThatIllegalStateException()
          .isThrownBy(() -> slow.append(tenant, run, delta("late")))
          .withMessageContaining("has ended");
      assertThatIllegalStateException().isThrownBy(() -> slow.append(tenant, run, end()));
    }
    slow.takeOver(tenant, run);
    assertThatIllegalStateException().isThrownBy(() -> slow.append(tenant, run, end()));

    List<Entry> expected = List.of(new Entry(1, delta("a")), new Entry(2, end()));
    assertThat(all(slow)).isEqualTo(expected);
    assertThat(watcher.get(20, TimeUnit.SECONDS)).isEqualTo(expected);
  }

  @Test
  void namesUnfinishedRunsOfItsOwnNodeAlone() {
    journal("node-1", PATIENCE).append(tenant, run, delta("a"));
    journal("node-2", PATIENCE).append(tenant, otherRun, delta("a"));

    assertThat(journal("node-1", PATIENCE).unfinished())
        .containsExactly(new Unfinished(tenant, run));
    assertThat(journal("node-3", PATIENCE).unfinished()).isEmpty();
  }

  @Test
  void countsAnAttemptOnceHoweverOftenTheConnectionIsCut() throws Exception {
    RedisRunJournal here = journal("node-1", Duration.ofSeconds(20));
    RedisRunJournal there = journal("node-2", Duration.ofSeconds(20));
    Future<List<Entry>> watcher = watcher(there);
    AtomicBoolean done = new AtomicBoolean();
    Future<Integer> cuts = threads.submit(() -> cutUntil(done));
    int events = 1_500;

    for (int i = 1; i < events; i++) {
      here.append(tenant, run, delta("word " + i));
    }
    here.append(tenant, run, end());
    done.set(true);

    assertThat(cuts.get()).isGreaterThan(3);
    List<Entry> written = all(here);
    assertThat(written).extracting(Entry::seq).isEqualTo(upTo(events));
    for (int i = 1; i < events; i++) {
      assertThat(written.get(i - 1).event()).isEqualTo(delta("word " + i));
    }
    assertThat(watcher.get(20, TimeUnit.SECONDS)).isEqualTo(written);
  }

  /** Cuts every connection to the server again and again, and says how often. */
  private int cutUntil(AtomicBoolean done) throws InterruptedException {
    int cuts = 0;
    ClientKillParams all =
        ClientKillParams.clientKillParams()
            .type(ClientType.NORMAL)
            .skipMe(ClientKillParams.SkipMe.YES);
    try (Jedis client = new Jedis(server.address())) {
      while (!done.get()) {
        Thread.sleep(5);
        long unused = client.clientKill(all);
        cuts++;
      }
    }
    return cuts;
  }

  @Test
  void failsInsteadOfHangingWhileTheServerIsAway() throws Exception {
    server = TestRedis.start();
    opened.add(server);
    RedisRunJournal journal = journal("node-1", Duration.ofMillis(300));
    journal.append(tenant, run, delta("a"));
    Future<List<Entry>> reader = threads.submit(() -> journal.read(tenant, run, 1, LONG));
    server.stop();
    long began = System.nanoTime();

    assertThatExceptionOfType(JournalUnavailable.class)
        .isThrownBy(() -> journal.append(tenant, run, delta("b")));
    assertThatExceptionOfType(JournalUnavailable.class)
        .isThrownBy(() -> journal.read(tenant, run, 0, Duration.ZERO));
    assertThatExceptionOfType(JournalUnavailable.class).isThrownBy(journal::unfinished);
    assertThat(reader)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(JournalUnavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));

    server.restart();
    assertThat(journal.append(tenant, otherRun, delta("a"))).isEqualTo(1);
    // Nobody knows what came of the second event, so none may follow it.
    assertThatExceptionOfType(JournalUnavailable.class)
        .isThrownBy(() -> journal.append(tenant, run, delta("c")));
  }

  @Test
  void neverCountsFromOneAgainWhereTheServerLostARun() throws Exception {
    RedisRunJournal journal = journal("node-1", PATIENCE);
    journal.append(tenant, run, delta("a"));
    journal.append(tenant, run, delta("b"));
    TestRedis.emptied();

    assertThatExceptionOfType(JournalUnavailable.class)
        .isThrownBy(() -> journal.append(tenant, run, delta("c")));

    assertThat(all(journal)).isEmpty();
  }

  @Test
  void lastsNoLongerThanItIsKept() {
    RedisRunJournal journal = journal("node-1", PATIENCE);
    journal.append(tenant, run, delta("a"));
    journal.append(tenant, run, delta("b"));
    journal.append(tenant, otherRun, end());
    try (UnifiedJedis client = server.client()) {
      for (String stream : client.keys(RunKey.PREFIX + "run:*")) {
        assertThat(client.pttl(stream)).as(stream).isBetween(1L, KEPT.toMillis());
      }
      assertThat(client.keys(RunKey.PREFIX + "run:*")).hasSize(2);
    }
  }

  @Test
  void readsALongRunInPieces() throws Exception {
    RedisRunJournal journal = journal("node-1", PATIENCE);
    for (int i = 0; i < 700; i++) {
      journal.append(tenant, run, delta("word " + i));
    }

    assertThat(journal.read(tenant, run, 0, Duration.ZERO)).hasSize(256);
    assertThat(all(journal)).extracting(Entry::seq).isEqualTo(upTo(700));
    assertThat(journal("node-2", PATIENCE).read(tenant, run, 10, LONG))
        .first()
        .isEqualTo(new Entry(11, delta("word 10")));
  }
}

package dev.parley.adapters.rest.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.InMemoryRunJournal;
import dev.parley.application.conversation.JournalUnavailable;
import dev.parley.application.conversation.RunJournal;
import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

final class RunStreamsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String HEARTBEAT = ": hb\n\n";

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final Run run = tenant.withRun(tenant.withConversation());
  private final RunJournal journal = new InMemoryRunJournal(Clock.systemUTC());
  private final JsonRunEventCodec codec = new JsonRunEventCodec(JsonMapper.createDefault());
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /** When runs end here; a test may go on from there. */
  private Clock clock = Clock.fixed(Fixtures.NOW, ZoneOffset.UTC);

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private RunFrames streams(RunJournal read, Duration heartbeat) {
    return new RunFrames(
        read,
        stores.runs(),
        codec,
        executor,
        new StreamTiming(heartbeat, Duration.ofMillis(50), PATIENCE),
        clock);
  }

  private void append(RunEvent event) {
    journal.append(run.tenant(), run.id(), codec.encode(event));
  }

  private void end() {
    RunState.Ended ended = new RunState.Running().cancel(TokenUsage.NONE, Fixtures.NOW);
    List<RunJournal.Entry> entries = entries();
    long lastSeq = entries.size() + 1L;
    stores.runs().update(run.in(ended, lastSeq));
    append(RunEvent.Terminal.of(run.answer(), ended));
  }

  private List<RunJournal.Entry> entries() {
    try {
      return journal.read(run.tenant(), run.id(), 0, Duration.ZERO);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes what it asks for, piece by piece. */
  private static final class Watcher extends BaseSubscriber<byte[]> {
    private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // Nothing is asked for yet.
    }

    @Override
    protected void hookOnNext(byte[] piece) {
      pieces.add(new String(piece, StandardCharsets.UTF_8));
    }

    @Override
    protected void hookOnComplete() {
      ended.countDown();
    }

    @Override
    protected void hookOnError(Throwable fault) {
      failure.set(fault);
      ended.countDown();
    }

    String take() throws InterruptedException {
      request(1);
      String piece = pieces.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (piece == null) {
        throw new AssertionError("nothing came");
      }
      return piece;
    }

    boolean hasEnded() throws InterruptedException {
      return ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private Watcher watch(RunFrames streams, long after) {
    return watch(streams, after, () -> true);
  }

  private Watcher watch(RunFrames streams, long after, BooleanSupplier stands) {
    Watcher watcher = new Watcher();
    streams.of(new Watch(run, after, stands)).subscribe(watcher);
    return watcher;
  }

  @Test
  void writesAnEventAsOneFrame() throws Exception {
    append(new RunEvent.Delta("two\nlines"));

    assertThat(watch(streams(journal, PATIENCE), 0).take())
        .isEqualTo(
            "id: " + run.id() + ":1\nevent: message.delta\ndata: {\"text\":\"two\\nlines\"}\n\n");
  }

  @Test
  void beginsAtOnceAndShowsThatItLivesWhileNothingHappens() throws Exception {
    Watcher watcher = watch(streams(journal, Duration.ofMillis(20)), 0);

    assertThat(watcher.take()).isEqualTo(HEARTBEAT);
    assertThat(watcher.take()).isEqualTo(HEARTBEAT);
    append(new RunEvent.Delta("a"));
    String next = watcher.take();
    while (next.equals(HEARTBEAT)) {
      next = watcher.take();
    }
    assertThat(next).contains("\"text\":\"a\"");
  }

  @Test
  void waitsForTheFirstEventOfARunThatHasNotBegun() throws Exception {
    Watcher watcher = watch(streams(journal, PATIENCE), 0);
    assertThat(watcher.take()).isEqualTo(HEARTBEAT);
    watcher.request(1);

    append(new RunEvent.Delta("a"));

    assertThat(watcher.pieces.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).contains(":1\n");
  }

  @Test
  void endsAfterTheTerminalEvent() throws Exception {
    append(new RunEvent.Delta("a"));
    end();
    Watcher watcher = watch(streams(journal, PATIENCE), 0);

    assertThat(watcher.take()).contains("event: message.delta").contains("event: run.cancelled");

    assertThat(watcher.hasEnded()).isTrue();
  }

  @Test
  void endsAtOnceForOneWhoHasSeenTheEnd() throws Exception {
    append(new RunEvent.Delta("a"));
    end();
    Watcher watcher = watch(streams(journal, PATIENCE), 2);

    watcher.request(1);

    assertThat(watcher.hasEnded()).isTrue();
    assertThat(watcher.pieces).isEmpty();
  }

  @Test
  void tellsHowARunEndedThatTheJournalHasForgotten() throws Exception {
    append(new RunEvent.Delta("a"));
    end();
    RunJournal empty = new InMemoryRunJournal(Clock.systemUTC());
    Watcher watcher = watch(streams(empty, PATIENCE), 1);

    String piece = watcher.take();
    while (piece.equals(HEARTBEAT)) {
      piece = watcher.take();
    }

    assertThat(piece).isEqualTo("id: " + run.id() + ":2\nevent: run.cancelled\ndata: {}\n\n");
    assertThat(watcher.hasEnded()).isTrue();
  }

  /** Whoever is cut off again and again would never stay long enough to be told otherwise. */
  @Test
  void tellsAtOnceHowARunEndedLongAgoThatTheJournalHasForgotten() throws Exception {
    append(new RunEvent.Delta("a"));
    end();
    clock = Clock.fixed(Fixtures.NOW.plusSeconds(3), ZoneOffset.UTC);
    RunJournal empty = new InMemoryRunJournal(Clock.systemUTC());

    Watcher watcher = watch(streams(empty, PATIENCE), 1);

    assertThat(watcher.take())
        .isEqualTo("id: " + run.id() + ":2\nevent: run.cancelled\ndata: {}\n\n");
    assertThat(watcher.hasEnded()).isTrue();
  }

  /** Under load the store may answer long after the journal did. */
  @Test
  void showsAllOfARunThatBeginsAndEndsBetweenTwoLooks() throws Exception {
    clock = Clock.fixed(Fixtures.NOW.plusSeconds(3), ZoneOffset.UTC);
    CountingJournal slow = new CountingJournal();
    slow.meanwhile =
        () -> {
          append(new RunEvent.Delta("a"));
          end();
        };
    Watcher watcher = watch(streams(slow, PATIENCE), 0);

    watcher.request(Long.MAX_VALUE);

    assertThat(watcher.hasEnded()).isTrue();
    assertThat(String.join("", watcher.pieces))
        .isEqualTo(
            "id: %s:1\nevent: message.delta\ndata: {\"text\":\"a\"}\n\n".formatted(run.id())
                + "id: %s:2\nevent: run.cancelled\ndata: {}\n\n".formatted(run.id()));
  }

  @Test
  void endsForARunThatIsGone() throws Exception {
    Watcher watcher = watch(streams(journal, Duration.ofMillis(20)), 0);
    assertThat(watcher.take()).isEqualTo(HEARTBEAT);
    stores.conversations().remove(run.tenant(), StoredTenant.OWNER, run.conversation());

    watcher.request(Long.MAX_VALUE);

    assertThat(watcher.hasEnded()).isTrue();
  }

  @Test
  void endsForOneWhoHasSeenTheEndThatIsNotStoredYet() throws Exception {
    append(new RunEvent.Delta("a"));
    append(new RunEvent.Cancelled());
    Watcher watcher = watch(streams(journal, PATIENCE), 2);

    watcher.request(Long.MAX_VALUE);

    assertThat(watcher.hasEnded()).isTrue();
    assertThat(watcher.pieces).containsExactly(HEARTBEAT);
  }

  /** Counts how often it is read. */
  private final class CountingJournal implements RunJournal {
    private final AtomicInteger reads = new AtomicInteger();

    /** What happens between the first reading and whatever comes of it. */
    private Runnable meanwhile = () -> {};

    @Override
    public long append(TenantId owner, RunId id, Encoded event) {
      return journal.append(owner, id, event);
    }

    @Override
    public void takeOver(TenantId owner, RunId id) {
      throw new AssertionError("only read");
    }

    @Override
    public List<Entry> read(TenantId owner, RunId id, long after, Duration patience)
        throws InterruptedException {
      List<Entry> read = journal.read(owner, id, after, patience);
      if (reads.incrementAndGet() == 1) {
        meanwhile.run();
      }
      return read;
    }

    @Override
    public long lastSeq(TenantId owner, RunId id) {
      return journal.lastSeq(owner, id);
    }

    @Override
    public List<Unfinished> unfinished() {
      return journal.unfinished();
    }

    @Override
    public void trim(Instant before) {
      journal.trim(before);
    }
  }

  @Test
  void readsNoFasterThanTheClientTakes() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      append(new RunEvent.Delta("word " + i));
    }
    CountingJournal counting = new CountingJournal();
    Watcher watcher = watch(streams(counting, PATIENCE), 0);

    String first = watcher.take();
    String second = watcher.take();

    assertThat(counting.reads).hasValue(2);
    assertThat(first).contains(":1\n", ":256\n").doesNotContain(":257\n");
    assertThat(second).contains(":257\n", ":512\n");
    assertThat(watcher.pieces).isEmpty();
  }

  @Test
  void interruptsNobodyWhenAClientLeaves() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger interrupted = new AtomicInteger();
    RunJournal slow =
        new RunJournal() {
          @Override
          public long append(TenantId owner, RunId id, Encoded event) {
            throw new AssertionError("only read");
          }

          @Override
          public void takeOver(TenantId owner, RunId id) {
            throw new AssertionError("only read");
          }

          @Override
          public List<Entry> read(TenantId owner, RunId id, long after, Duration patience) {
            reading.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              interrupted.incrementAndGet();
            }
            done.countDown();
            return List.of(new Entry(1, new Encoded("message.delta", "{}", false)));
          }

          @Override
          public long lastSeq(TenantId owner, RunId id) {
            throw new AssertionError("only read");
          }

          @Override
          public List<Unfinished> unfinished() {
            return List.of();
          }

          @Override
          public void trim(Instant before) {}
        };
    Watcher watcher = watch(streams(slow, PATIENCE), 0);
    watcher.request(1);
    assertThat(reading.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    watcher.cancel();
    release.countDown();

    assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted).hasValue(0);
  }

  @Test
  void endsSoonForOneWhoMayNotWatchAnyMore() throws Exception {
    AtomicBoolean stands = new AtomicBoolean(true);
    Watcher watcher = watch(streams(journal, PATIENCE), 0, stands::get);
    assertThat(watcher.take()).isEqualTo(HEARTBEAT);
    watcher.request(Long.MAX_VALUE);
    long began = System.nanoTime();

    stands.set(false);

    assertThat(watcher.hasEnded()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    assertThat(watcher.failure.get()).isNull();
    assertThat(watcher.pieces).isEmpty();
  }

  @Test
  void givesNothingToOneWhoMayNotWatchAnyMore() throws Exception {
    for (int i = 0; i < 600; i++) {
      append(new RunEvent.Delta("word " + i));
    }
    AtomicBoolean stands = new AtomicBoolean(true);
    Watcher watcher = watch(streams(journal, PATIENCE), 0, stands::get);
    assertThat(watcher.take()).contains(":256\n");

    stands.set(false);
    watcher.request(Long.MAX_VALUE);

    assertThat(watcher.hasEnded()).isTrue();
    assertThat(watcher.pieces).isEmpty();
  }

  @Test
  void dropsOneWhoTakesNothingAndNobodyElse() throws Exception {
    RunFrames frames =
        new RunFrames(
            journal,
            stores.runs(),
            codec,
            executor,
            new StreamTiming(PATIENCE, PATIENCE, Duration.ofMillis(100)),
            clock);
    append(new RunEvent.Delta("a"));
    Watcher waiting = watch(frames, 0);
    assertThat(waiting.take()).contains("\"text\":\"a\"");
    waiting.request(1);
    Watcher stalled = watch(frames, 0);
    assertThat(stalled.take()).contains("\"text\":\"a\"");
    frames.dropStalled();
    assertThat(stalled.ended.getCount()).isEqualTo(1);

    Thread.sleep(150);
    frames.dropStalled();

    assertThat(stalled.hasEnded()).isTrue();
    assertThat(stalled.failure.get()).isInstanceOf(StreamClient.SlowClient.class);
    append(new RunEvent.Delta("b"));
    assertThat(waiting.pieces.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).contains("\"b\"");
    assertThat(waiting.failure.get()).isNull();
  }

  /** A journal that was lost after so many events were read. */
  private static final class LostJournal implements RunJournal {
    @Override
    public long append(TenantId owner, RunId id, Encoded event) {
      throw new AssertionError("only read");
    }

    @Override
    public void takeOver(TenantId owner, RunId id) {
      throw new AssertionError("only read");
    }

    @Override
    public List<Entry> read(TenantId owner, RunId id, long after, Duration patience) {
      throw new JournalUnavailable("planned");
    }

    @Override
    public long lastSeq(TenantId owner, RunId id) {
      throw new JournalUnavailable("planned");
    }

    @Override
    public List<Unfinished> unfinished() {
      return List.of();
    }

    @Override
    public void trim(Instant before) {}
  }

  @Test
  void tellsOneWhoHasSeenTheRestHowARunEndedWhoseJournalIsLost() throws Exception {
    append(new RunEvent.Delta("a"));
    end();
    Watcher almostThere = watch(streams(new LostJournal(), PATIENCE), 1);

    assertThat(almostThere.take())
        .isEqualTo("id: " + run.id() + ":2\nevent: run.cancelled\ndata: {}\n\n");
    assertThat(almostThere.hasEnded()).isTrue();
  }

  @Test
  void cutsOffWhoeverLacksEventsOfALostJournal() throws Exception {
    append(new RunEvent.Delta("a"));
    Watcher ongoing = watch(streams(new LostJournal(), PATIENCE), 1);
    ongoing.request(1);
    assertThat(ongoing.hasEnded()).isTrue();
    assertThat(ongoing.failure.get()).isInstanceOf(JournalUnavailable.class);
    end();

    Watcher lacking = watch(streams(new LostJournal(), PATIENCE), 0);
    lacking.request(1);

    assertThat(lacking.hasEnded()).isTrue();
    assertThat(lacking.failure.get()).isInstanceOf(JournalUnavailable.class);
    assertThat(lacking.pieces).isEmpty();
  }
}

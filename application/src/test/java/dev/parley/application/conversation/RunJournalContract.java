package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.application.conversation.RunJournal.Entry;
import dev.parley.application.conversation.RunJournal.Unfinished;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link RunJournal} does. The time limit turns a reader that is not woken into a
 * failure.
 */
@Timeout(30)
public abstract class RunJournalContract {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Instant FAR_FUTURE = Instant.parse("2999-01-01T00:00:00Z");

  protected final TenantId tenant = new TenantId(new UUID(1, 1));
  protected final TenantId otherTenant = new TenantId(new UUID(1, 2));
  protected final RunId run = new RunId(new UUID(2, 1));
  protected final RunId otherRun = new RunId(new UUID(2, 2));

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private RunJournal journal;

  /** The journal under test, empty. */
  protected abstract RunJournal open();

  /** What a process that starts now finds, after the one that wrote ended without notice. */
  protected abstract RunJournal restarted();

  @BeforeEach
  void openJournal() {
    journal = open();
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  protected static Encoded delta(String text) {
    return new Encoded("message.delta", "{\"text\":\"" + text + "\"}", false);
  }

  protected static Encoded end() {
    return new Encoded("run.completed", "{\"finish_reason\":\"stop\"}", true);
  }

  @Test
  void countsTheEventsOfEachRunFromOne() {
    assertThat(journal.append(tenant, run, delta("a"))).isEqualTo(1);
    assertThat(journal.append(tenant, otherRun, delta("b"))).isEqualTo(1);
    assertThat(journal.append(tenant, run, delta("c"))).isEqualTo(2);
    assertThat(journal.append(tenant, run, end())).isEqualTo(3);
  }

  @Test
  void readsEventsAsTheyWereAppended() throws InterruptedException {
    Encoded event = new Encoded("citation", "{\"quote\":\"Grüße, 東京 \u2028 🙂  \"}", false);
    journal.append(tenant, run, event);
    journal.append(tenant, run, new Encoded("note", "", false));
    journal.append(tenant, run, end());

    assertThat(journal.read(tenant, run, 0, Duration.ZERO))
        .containsExactly(
            new Entry(1, event), new Entry(2, new Encoded("note", "", false)), new Entry(3, end()));
  }

  @Test
  void readsOnlyWhatComesAfterASeq() throws InterruptedException {
    journal.append(tenant, run, delta("a"));
    journal.append(tenant, run, delta("b"));
    journal.append(tenant, run, delta("c"));

    assertThat(journal.read(tenant, run, 2, LONG)).containsExactly(new Entry(3, delta("c")));
    assertThat(journal.read(tenant, run, 3, Duration.ZERO)).isEmpty();
    assertThat(journal.read(tenant, run, Long.MAX_VALUE, Duration.ZERO)).isEmpty();
  }

  @Test
  void saysHowManyEventsARunHas() {
    assertThat(journal.lastSeq(tenant, run)).isZero();
    journal.append(tenant, run, delta("a"));
    journal.append(tenant, run, delta("b"));
    assertThat(journal.lastSeq(tenant, run)).isEqualTo(2);
    assertThat(journal.lastSeq(otherTenant, run)).isZero();

    journal.append(tenant, run, end());
    assertThat(journal.lastSeq(tenant, run)).isEqualTo(3);
    assertThat(restarted().lastSeq(tenant, run)).isEqualTo(3);
  }

  @Test
  void doesNotKnowARunUnderAnotherTenant() throws InterruptedException {
    journal.append(tenant, run, delta("secret"));

    assertThat(journal.read(otherTenant, run, 0, Duration.ZERO)).isEmpty();
    assertThat(journal.append(otherTenant, run, delta("own"))).isEqualTo(1);
    assertThat(journal.read(tenant, run, 0, Duration.ZERO))
        .containsExactly(new Entry(1, delta("secret")));
  }

  @Test
  void refusesToAppendAfterTheTerminalEvent() throws InterruptedException {
    journal.append(tenant, run, end());

    assertThatIllegalStateException()
        .isThrownBy(() -> journal.append(tenant, run, delta("late")))
        .withMessageContaining(run.toString());
    assertThat(journal.read(tenant, run, 0, Duration.ZERO)).containsExactly(new Entry(1, end()));
  }

  @Test
  void refusesEventsThatAreNotOneLineOfBoundedLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Encoded("message.delta", "{\n}", false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Encoded("message.delta", "{\r}", false));
    assertThatIllegalArgumentException().isThrownBy(() -> new Encoded("a b", "{}", false));
    assertThatIllegalArgumentException().isThrownBy(() -> new Encoded("", "{}", false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Encoded("a", "x".repeat(Encoded.MAX_LENGTH + 1), false));
  }

  @Test
  void keepsTheLargestEventThatIsAllowed() throws InterruptedException {
    Encoded largest = new Encoded("tool.result", "é".repeat(Encoded.MAX_LENGTH), true);
    journal.append(tenant, run, largest);

    assertThat(journal.read(tenant, run, 0, Duration.ZERO)).containsExactly(new Entry(1, largest));
    assertThat(restarted().read(tenant, run, 0, Duration.ZERO))
        .containsExactly(new Entry(1, largest));
    assertThat(restarted().unfinished()).isEmpty();
  }

  @Test
  void doesNotWaitOnARunThatHasEnded() throws InterruptedException {
    journal.append(tenant, run, delta("a"));
    journal.append(tenant, run, end());

    assertThat(journal.read(tenant, run, 2, LONG)).isEmpty();
    assertThat(restarted().read(tenant, run, 2, LONG)).isEmpty();
  }

  @Test
  void givesUpWaitingWhenItsPatienceIsOver() throws InterruptedException {
    journal.append(tenant, run, delta("a"));

    assertThat(journal.read(tenant, run, 1, SHORT)).isEmpty();
    assertThat(journal.read(tenant, otherRun, 0, SHORT)).isEmpty();
  }

  @Test
  void knowsNothingOfAnUnknownRun() throws InterruptedException {
    assertThat(journal.read(tenant, run, 0, Duration.ZERO)).isEmpty();
  }

  @Test
  void waitsForARunThatIsNotKnownYet() throws Exception {
    Future<List<Entry>> reader = waitingReader(tenant, run, 0);

    journal.append(tenant, otherRun, delta("elsewhere"));
    journal.append(otherTenant, run, delta("elsewhere"));
    journal.append(tenant, run, delta("here"));

    assertThat(reader.get()).containsExactly(new Entry(1, delta("here")));
  }

  @Test
  void wakesEveryReaderThatWaits() throws Exception {
    journal.append(tenant, run, delta("a"));
    List<Future<List<Entry>>> readers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      readers.add(waitingReader(tenant, run, 1));
    }

    journal.append(tenant, run, delta("b"));

    for (Future<List<Entry>> reader : readers) {
      assertThat(reader.get()).containsExactly(new Entry(2, delta("b")));
    }
  }

  @Test
  void tellsWaitingReadersOfTheEnd() throws Exception {
    journal.append(tenant, run, delta("a"));
    Future<List<Entry>> reader = waitingReader(tenant, run, 1);
    Future<List<Entry>> ahead = waitingReader(tenant, run, 2);

    journal.append(tenant, run, end());

    assertThat(reader.get()).containsExactly(new Entry(2, end()));
    assertThat(ahead.get()).isEmpty();
  }

  @Test
  void showsEveryReaderEachEventOnceAndInOrder() throws Exception {
    int events = 2_000;
    List<Future<List<Long>>> readers =
        IntStream.range(0, 20).mapToObj(i -> threads.submit(this::seqsToTheEnd)).toList();

    for (int i = 1; i < events; i++) {
      journal.append(tenant, run, delta("word"));
    }
    journal.append(tenant, run, end());

    List<Long> all = IntStream.rangeClosed(1, events).mapToObj(Long::valueOf).toList();
    for (Future<List<Long>> reader : readers) {
      assertThat(reader.get()).isEqualTo(all);
    }
  }

  private List<Long> seqsToTheEnd() throws InterruptedException {
    List<Long> seqs = new ArrayList<>();
    boolean ended = false;
    while (!ended) {
      List<Entry> next = journal.read(tenant, run, seqs.size(), LONG);
      next.forEach(entry -> seqs.add(entry.seq()));
      ended = next.getLast().event().terminal();
    }
    return seqs;
  }

  @Test
  void letsAReaderBeInterruptedWithoutHarmToTheRun() throws Exception {
    journal.append(tenant, run, delta("a"));
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    journal.read(tenant, run, 1, LONG);
                  } catch (InterruptedException expected) {
                    interrupted.countDown();
                  }
                });
    reader.interrupt();
    interrupted.await();

    assertThat(journal.append(tenant, run, delta("b"))).isEqualTo(2);
    assertThat(journal.read(tenant, run, 0, Duration.ZERO)).hasSize(2);
  }

  @Test
  void appendsAndReadsOnWhenTheWriterIsInterrupted() throws InterruptedException {
    journal.append(tenant, run, delta("a"));
    Thread.currentThread().interrupt();
    journal.append(tenant, run, delta("b"));
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> journal.read(tenant, run, 0, Duration.ZERO));

    assertThat(journal.append(tenant, run, delta("c"))).isEqualTo(3);
    assertThat(restarted().read(tenant, run, 0, Duration.ZERO)).hasSize(3);
  }

  @Test
  void keepsWhatWasAppendedWhenTheProcessEnds() throws InterruptedException {
    journal.append(tenant, run, delta("a"));
    journal.append(tenant, run, delta("b"));

    assertThat(restarted().read(tenant, run, 0, Duration.ZERO))
        .containsExactly(new Entry(1, delta("a")), new Entry(2, delta("b")));
  }

  @Test
  void goesOnCountingWhereTheLastProcessStopped() throws InterruptedException {
    journal.append(tenant, run, delta("a"));
    journal.append(tenant, run, delta("b"));
    RunJournal next = restarted();

    assertThat(next.append(tenant, run, end())).isEqualTo(3);
    assertThat(next.read(tenant, run, 1, LONG))
        .containsExactly(new Entry(2, delta("b")), new Entry(3, end()));
  }

  @Test
  void remembersWhichRunsHaveEndedWhenTheProcessEnds() {
    journal.append(tenant, run, end());

    assertThatIllegalStateException()
        .isThrownBy(() -> restarted().append(tenant, run, delta("late")));
  }

  @Test
  void wakesReadersWhenARunOfTheLastProcessGoesOn() throws Exception {
    journal.append(tenant, run, delta("a"));
    journal = restarted();
    Future<List<Entry>> reader = waitingReader(tenant, run, 1);

    journal.append(tenant, run, end());

    assertThat(reader.get()).containsExactly(new Entry(2, end()));
  }

  @Test
  void namesTheRunsThatTheLastProcessLeftUnfinished() {
    journal.append(tenant, run, delta("a"));
    journal.append(tenant, otherRun, delta("a"));
    journal.append(tenant, otherRun, end());
    journal.append(otherTenant, otherRun, delta("a"));
    RunJournal next = restarted();

    assertThat(next.unfinished())
        .containsExactlyInAnyOrder(
            new Unfinished(tenant, run), new Unfinished(otherTenant, otherRun));
    next.append(tenant, run, end());
    assertThat(next.unfinished()).containsExactly(new Unfinished(otherTenant, otherRun));
  }

  @Test
  void doesNotCallItsOwnRunsUnfinished() throws InterruptedException {
    journal.append(tenant, run, delta("a"));
    journal.read(tenant, otherRun, 0, SHORT);

    assertThat(journal.unfinished()).isEmpty();
  }

  @Test
  void forgetsOldRuns() throws InterruptedException {
    journal.append(tenant, run, delta("a"));
    journal.append(tenant, run, end());

    journal.trim(Instant.EPOCH);
    assertThat(journal.read(tenant, run, 0, Duration.ZERO)).hasSize(2);

    journal.trim(FAR_FUTURE);
    assertThat(journal.read(tenant, run, 0, Duration.ZERO)).isEmpty();
    assertThat(restarted().read(tenant, run, 0, Duration.ZERO)).isEmpty();
  }

  @Test
  void forgetsOldRunsThatNobodyWillEnd() {
    journal.append(tenant, run, delta("a"));
    RunJournal next = restarted();

    next.trim(FAR_FUTURE);

    assertThat(next.unfinished()).isEmpty();
  }

  @Test
  void doesNotForgetRunsThatGoOn() throws InterruptedException {
    journal.append(tenant, run, delta("a"));

    journal.trim(FAR_FUTURE);

    assertThat(journal.append(tenant, run, end())).isEqualTo(2);
    assertThat(journal.read(tenant, run, 0, Duration.ZERO)).hasSize(2);
  }

  /**
   * Starts a reader that most likely waits when this returns; where it does not yet, it finds what
   * it would have waited for.
   */
  private Future<List<Entry>> waitingReader(TenantId ofTenant, RunId ofRun, long after)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    RunJournal read = journal;
    Future<List<Entry>> reader =
        threads.submit(
            () -> {
              begun.countDown();
              return read.read(ofTenant, ofRun, after, LONG);
            });
    begun.await();
    Thread.sleep(2);
    return reader;
  }
}

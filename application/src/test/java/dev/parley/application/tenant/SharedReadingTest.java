package dev.parley.application.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedReadingTest {
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Set<String>> readings = new CopyOnWriteArrayList<>();
  private final List<Long> began = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    executor.close();
  }

  /** A reading that waits for the gate, and for which {@code failing} cannot be read. */
  private SharedReading<String, String> gated(CountDownLatch gate, String failing) {
    return new SharedReading<>(
        keys -> {
          began.add(System.nanoTime());
          readings.add(Set.copyOf(keys));
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          if (keys.contains(failing)) {
            throw new IllegalStateException("planned");
          }
          return "read";
        },
        executor);
  }

  private Future<String> ask(SharedReading<String, String> shared, String key) {
    return executor.submit(() -> shared.read(key));
  }

  private void awaitReadings(int count) throws InterruptedException {
    while (readings.size() < count) {
      Thread.sleep(1);
    }
  }

  /** Has as many readings under way as may be: whoever asks from then on shares the next one. */
  private List<Future<String>> takeAllTurns(SharedReading<String, String> shared)
      throws InterruptedException {
    Future<String> first = ask(shared, "first");
    awaitReadings(1);
    Future<String> second = ask(shared, "second");
    awaitReadings(2);
    return List.of(first, second);
  }

  private static void openWhenAllWait(CountDownLatch gate, List<Thread> askers)
      throws InterruptedException {
    while (askers.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
      Thread.sleep(1);
    }
    gate.countDown();
    for (Thread each : askers) {
      each.join();
    }
  }

  @Test
  void readsForOneAloneAtOnce() {
    SharedReading<String, String> shared = gated(new CountDownLatch(0), "none");

    assertThat(shared.read("a")).isEqualTo("read");
    assertThat(shared.read("a")).isEqualTo("read");
    assertThat(readings).containsExactly(Set.of("a"), Set.of("a"));
  }

  @Test
  void readsOnceForAllWhoAskWhileOthersRead() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    SharedReading<String, String> shared = gated(gate, "none");
    List<Future<String>> reading = takeAllTurns(shared);
    List<Thread> others = new ArrayList<>();
    List<String> answers = new CopyOnWriteArrayList<>();
    for (String key : List.of("a", "b", "c", "a", "b", "c")) {
      others.add(Thread.startVirtualThread(() -> answers.add(shared.read(key))));
    }
    openWhenAllWait(gate, others);

    for (Future<String> each : reading) {
      assertThat(each.get()).isEqualTo("read");
    }
    assertThat(answers).hasSize(6).containsOnly("read");
    assertThat(readings).containsExactly(Set.of("first"), Set.of("second"), Set.of("a", "b", "c"));
  }

  @Test
  void readsForThoseWhoDoNotWait() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    SharedReading<String, String> shared = gated(gate, "bad");
    List<Future<String>> reading = takeAllTurns(shared);
    CompletableFuture<String> alone = shared.readLater("alone").toCompletableFuture();
    Thread waits = Thread.startVirtualThread(() -> shared.read("waits"));
    CompletableFuture<String> last = shared.readLater("last").toCompletableFuture();
    assertThat(alone).isNotDone();
    openWhenAllWait(gate, List.of(waits));

    for (Future<String> each : reading) {
      assertThat(each.get()).isEqualTo("read");
    }
    assertThat(alone.get()).isEqualTo("read");
    assertThat(last.get()).isEqualTo("read");
    assertThat(readings).last().isEqualTo(Set.of("alone", "waits", "last"));
    assertThat(shared.readLater("bad").toCompletableFuture())
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void neverAnswersWithWhatWasReadBeforeTheQuestion() throws Exception {
    AtomicLong stored = new AtomicLong();
    SharedReading<String, Long> shared =
        new SharedReading<>(
            keys -> {
              long read = stored.get();
              LockSupport.parkNanos(10_000);
              return read;
            },
            executor);
    List<Callable<Boolean>> askers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      askers.add(
          () -> {
            boolean fresh = true;
            for (int turn = 0; turn < 200; turn++) {
              long mine = stored.incrementAndGet();
              fresh &= shared.read("key") >= mine;
            }
            return fresh;
          });
    }

    for (Future<Boolean> fresh : executor.invokeAll(askers)) {
      assertThat(fresh.get()).isTrue();
    }
  }

  /** Again and again, since a busy machine makes pauses of its own. */
  @RepeatedTest(20)
  void letsTimePassBehindAReadingThatManyShare() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    SharedReading<String, String> shared = gated(gate, "none");
    List<Future<String>> reading = takeAllTurns(shared);
    List<Thread> others = new ArrayList<>();
    others.add(Thread.startVirtualThread(() -> shared.read("a")));
    others.add(
        Thread.startVirtualThread(
            () -> {
              var unused = shared.read("b");
              unused = shared.read("next");
            }));
    openWhenAllWait(gate, others);
    for (Future<String> each : reading) {
      assertThat(each.get()).isEqualTo("read");
    }
    assertThat(readings).endsWith(Set.of("a", "b"), Set.of("next"));
    assertThat(began.get(3) - began.get(2)).isGreaterThanOrEqualTo(1_000_000);
  }

  @Test
  void failsWhoSharesAReadingThatFailsAndNobodyElse() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    SharedReading<String, String> shared = gated(gate, "bad");
    Future<String> first = ask(shared, "first");
    awaitReadings(1);
    Future<String> bad = ask(shared, "bad");
    awaitReadings(2);
    gate.countDown();

    assertThat(first.get()).isEqualTo("read");
    assertThatThrownBy(bad::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(shared.read("after")).isEqualTo("read");
  }

  @Test
  void keepsNobodyWaitingWhereNothingIsReadAnyMore() {
    SharedReading<String, String> shared = gated(new CountDownLatch(0), "none");
    executor.shutdown();

    assertThat(shared.readLater("a").toCompletableFuture()).isCompletedExceptionally();
    assertThat(shared.read("b")).isEqualTo("read");
    assertThat(readings).containsExactly(Set.of("b"));
  }
}

package dev.parley.application.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.schedule.ModelQueue.Admission;
import dev.parley.application.schedule.ModelQueue.Permit;
import dev.parley.application.schedule.ModelQueue.Reason;
import dev.parley.application.schedule.ModelQueue.Refused;
import dev.parley.domain.schedule.Ageing;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.schedule.Policy;
import dev.parley.domain.schedule.Priority;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ModelQueueTest {
  private static final TenantId ONE = new TenantId(new UUID(0, 1));
  private static final TenantId TWO = new TenantId(new UUID(0, 2));

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ModelQueue queue = queue(1, new Limits(4, 3));

  private static ModelQueue queue(int concurrency, Limits limits) {
    return new ModelQueue(
        concurrency, Policy.FAIR, limits, Ageing.DEFAULT, tenant -> 1, System::nanoTime);
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
    threads.close();
  }

  private Permit permit(TenantId tenant) throws InterruptedException {
    return (Permit) queue.acquire(tenant, Priority.INTERACTIVE, 1, null);
  }

  /** Starts a thread and waits until it waits. */
  private <T> Future<T> waiting(Callable<T> task) throws InterruptedException {
    int before = queue.waiting();
    Future<T> future = threads.submit(task);
    awaitWaiting(before + 1);
    return future;
  }

  private void awaitWaiting(int expected) throws InterruptedException {
    while (queue.waiting() != expected) {
      Thread.sleep(1);
    }
  }

  @Test
  void givesATurnAtOnceWhereOneIsFree() throws InterruptedException {
    try (Permit permit = permit(ONE)) {
      assertThat(queue.running()).isOne();
      permit.charge(3);
    }
    assertThat(queue.running()).isZero();
  }

  @Test
  void givesATurnAtOnceOrNone() throws InterruptedException {
    Permit first = Objects.requireNonNull(queue.tryAcquire(ONE, Priority.INTERACTIVE, 1));
    assertThat(queue.running()).isOne();

    assertThat(queue.tryAcquire(TWO, Priority.INTERACTIVE, 1)).isNull();
    assertThat(queue.waiting()).isZero();
    assertThat(queue.running()).isOne();

    first.close(5);
    assertThat(queue.running()).isZero();
    permit(TWO).close();
  }

  @Test
  void overtakesNobodyWhoWaits() throws Exception {
    Permit first = permit(ONE);
    Future<Permit> second = waiting(() -> permit(TWO));

    assertThat(queue.tryAcquire(ONE, Priority.INTERACTIVE, 1)).isNull();
    first.close();

    second.get().close();
    assertThat(queue.tryAcquire(ONE, Priority.INTERACTIVE, 1)).isNotNull();
  }

  @Test
  void hasOthersWaitUntilATurnEnds() throws Exception {
    Permit first = permit(ONE);
    Future<Permit> second = waiting(() -> permit(TWO));
    assertThat(second.isDone()).isFalse();

    first.close(5);

    second.get().close();
    assertThat(queue.waiting()).isZero();
    assertThat(queue.running()).isZero();
  }

  @Test
  void isFairToTheTenantThatHadLess() throws Exception {
    ConcurrentLinkedQueue<String> turns = new ConcurrentLinkedQueue<>();
    Permit first = permit(ONE);
    List<Future<?>> futures = new ArrayList<>();
    for (TenantId tenant : List.of(ONE, ONE, TWO)) {
      futures.add(
          waiting(
              () -> {
                try (Permit permit = permit(tenant)) {
                  turns.add(tenant.equals(ONE) ? "one" : "two");
                  permit.charge(0);
                }
                return true;
              }));
    }
    first.close(50);
    for (Future<?> future : futures) {
      future.get();
    }

    assertThat(turns).containsExactly("two", "one", "one");
  }

  @Test
  void neverGivesMoreTurnsThanMayRun() throws Exception {
    ModelQueue wide = queue(3, Limits.DEFAULT);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<Boolean>> futures = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      TenantId tenant = i % 3 == 0 ? ONE : TWO;
      futures.add(
          threads.submit(
              () -> {
                try (Permit permit = (Permit) wide.acquire(tenant, Priority.NORMAL, 5, null)) {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  Thread.sleep(1);
                  permit.charge(7);
                  running.decrementAndGet();
                }
                return true;
              }));
    }
    for (Future<Boolean> future : futures) {
      assertThat(future.get()).isTrue();
    }
    assertThat(most).hasValue(3);
    assertThat(wide.running()).isZero();
  }

  @Test
  void refusesWhenTooMuchWaits() throws Exception {
    Permit first = permit(ONE);
    List<Future<Permit>> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      others.add(waiting(() -> permit(ONE)));
    }
    Admission own = queue.acquire(ONE, Priority.INTERACTIVE, 1, null);
    assertThat(own)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.TENANT_QUEUE_FULL);
              assertThat(refused.retryAfter()).isPositive();
            });

    others.add(waiting(() -> permit(TWO)));
    assertThat(queue.acquire(TWO, Priority.INTERACTIVE, 1, null))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.QUEUE_FULL));
    assertThat(others).noneMatch(Future::isDone);
    first.close();
  }

  @Test
  void refusesWhenPatienceEnds() throws Exception {
    Permit first = permit(ONE);
    assertThat(queue.acquire(TWO, Priority.INTERACTIVE, 1, Duration.ofMillis(5)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.WAITED_TOO_LONG));
    assertThat(queue.waiting()).isZero();
    assertThat(queue.acquire(TWO, Priority.INTERACTIVE, 1, Duration.ofSeconds(-1)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.WAITED_TOO_LONG));
    first.close();
  }

  @Test
  void givesATurnWithinPatience() throws Exception {
    Permit first = permit(ONE);
    Future<Admission> second =
        waiting(() -> queue.acquire(TWO, Priority.BATCH, 1, Duration.ofDays(1_000_000)));
    first.close();

    assertThat(second.get()).isInstanceOf(Permit.class);
  }

  @Test
  void leavesNothingBehindWhenInterrupted() throws Exception {
    Permit first = permit(ONE);
    Future<Permit> second = waiting(() -> permit(TWO));
    second.cancel(true);
    awaitWaiting(0);

    first.close();
    assertThat(queue.running()).isZero();
    permit(TWO).close();
  }

  @Test
  void losesNoTurnWhenItComesTogetherWithAnInterrupt() throws Exception {
    for (int i = 0; i < 200; i++) {
      Permit first = permit(ONE);
      Future<?> second =
          waiting(
              () -> {
                permit(TWO).close();
                return true;
              });
      Future<Boolean> canceller = threads.submit(() -> second.cancel(true));
      first.close();
      canceller.get();
      // Comes only if the turn was passed on or given back.
      permit(ONE).close();
      awaitWaiting(0);
    }
    assertThat(queue.running()).isZero();
  }

  @Test
  void refusesToWaitOnAThreadThatIsInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> permit(ONE)).isInstanceOf(InterruptedException.class);
    assertThat(queue.running()).isZero();
  }

  @Test
  void endsATurnOnlyOnce() throws InterruptedException, ExecutionException {
    Permit first = permit(ONE);
    first.close(1);
    Permit second = permit(ONE);
    first.close();
    first.close(5);
    first.charge(5);

    assertThat(queue.running()).isOne();
    second.close();
  }

  @Test
  void refusesImpossibleConcurrency() {
    assertThatThrownBy(() -> queue(0, Limits.DEFAULT))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("concurrency: 0 (expected: at least 1)");
  }
}

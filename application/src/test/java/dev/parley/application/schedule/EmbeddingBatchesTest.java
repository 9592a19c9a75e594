package dev.parley.application.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.schedule.EmbeddingBatches.Embedded;
import dev.parley.application.schedule.EmbeddingBatches.Lane;
import dev.parley.application.schedule.EmbeddingBatches.Refused;
import dev.parley.application.schedule.EmbeddingBatches.Settings;
import dev.parley.application.schedule.EmbeddingBatches.Text;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.schedule.Rejection;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class EmbeddingBatchesTest {
  private static final TenantId ONE = new TenantId(new UUID(0, 1));
  private static final TenantId TWO = new TenantId(new UUID(0, 2));

  /** Longer than a test may take: a batch goes because it is full, or not at all. */
  private static final Duration NEVER = Duration.ofDays(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final GatedEmbeddings model = new GatedEmbeddings();

  @AfterEach
  void stopThreads() {
    model.open();
    threads.shutdownNow();
    threads.close();
  }

  private EmbeddingBatches batches(int size, Duration delay, int window, Limits limits) {
    return new EmbeddingBatches(
        model, threads, new Settings(size, delay, window), limits, tenant -> 1, System::nanoTime);
  }

  private EmbeddingBatches batchesOf(int size, Duration delay) {
    return batches(size, delay, 128, Limits.DEFAULT);
  }

  /** The numbers from one to another, as texts that cost alike. */
  private static Iterator<Text> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(number -> new Text(Integer.toString(number), 10))
        .iterator();
  }

  private static List<Integer> embedAll(Lane open) throws InterruptedException {
    List<Integer> made = new ArrayList<>();
    try (Lane lane = open) {
      while (lane.hasNext()) {
        made.add((int) ((Embedded) lane.next()).vector()[0]);
      }
    }
    return made;
  }

  private Future<List<Integer>> embedding(Lane lane) {
    return threads.submit(() -> embedAll(lane));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(1);
    }
  }

  /** One batch is held at the model: what is embedded next has to wait for it. */
  private Future<List<Integer>> occupied(EmbeddingBatches batches, int size) throws Exception {
    Future<List<Integer>> first =
        embedding(batches.lane(new TenantId(new UUID(0, 9)), numbers(1, size)));
    await(() -> model.batches().size() == 1);
    return first;
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void tellsEachLaneWhatWasEmbeddedOfIt() throws Exception {
    model.open();
    EmbeddingBatches batches = batchesOf(3, Duration.ZERO);
    List<Integer> first = new CopyOnWriteArrayList<>();
    List<Integer> second = new CopyOnWriteArrayList<>();

    assertThat(embedAll(batches.lane(ONE, numbers(1, 4), first::add))).hasSize(4);
    assertThat(first.stream().mapToInt(Integer::intValue).sum()).isEqualTo(40);
    assertThat(first).hasSizeLessThan(4);
    assertThat(embedAll(batches.lane(TWO, numbers(5, 5), second::add))).hasSize(1);
    assertThat(second).containsExactly(10);
    assertThat(first.stream().mapToInt(Integer::intValue).sum()).isEqualTo(40);
  }

  @Test
  void tellsAClosedLaneOfItsTextsInABatchThatGoesOn() throws Exception {
    EmbeddingBatches batches = batchesOf(2, NEVER);
    List<Integer> embedded = new CopyOnWriteArrayList<>();
    Lane lane = batches.lane(ONE, numbers(1, 4), embedded::add);
    Future<?> waiting = threads.submit(() -> lane.next());
    await(() -> model.batches().size() == 1);

    waiting.cancel(true);
    lane.close();
    assertThat(embedded).isEmpty();
    model.open();

    await(() -> batches.running() == 0);
    assertThat(embedded).containsExactly(20);
  }

  @Test
  void tellsNobodyOfABatchThatFailed() {
    List<Integer> embedded = new CopyOnWriteArrayList<>();
    model.open().failWith(new IllegalStateException("planned"));

    assertThatThrownBy(() -> embedAll(batchesOf(3, NEVER).lane(ONE, numbers(1, 3), embedded::add)))
        .hasMessage("planned");

    assertThat(embedded).isEmpty();
  }

  @Test
  void handsEachTextItsVectorInOrder() throws Exception {
    model.open();
    EmbeddingBatches batches = batches(7, Duration.ofMillis(1), 10, Limits.DEFAULT);

    Future<List<Integer>> first = embedding(batches.lane(ONE, numbers(1, 100)));
    Future<List<Integer>> second = embedding(batches.lane(TWO, numbers(201, 290)));

    assertThat(first.get()).isEqualTo(range(1, 100));
    assertThat(second.get()).isEqualTo(range(201, 290));
    assertThat(model.mostRunning()).isOne();
    assertThat(model.batches()).allSatisfy(batch -> assertThat(batch).hasSizeLessThan(8));
    assertThat(batches.waiting()).isZero();
    assertThat(batches.running()).isZero();
  }

  @Test
  void fillsABatchAcrossDocuments() throws Exception {
    model.open();
    EmbeddingBatches batches = batchesOf(4, NEVER);

    Future<List<Integer>> first = embedding(batches.lane(ONE, numbers(1, 1)));
    await(() -> batches.waiting() == 1);
    Future<List<Integer>> second = embedding(batches.lane(ONE, numbers(2, 3)));
    await(() -> batches.waiting() == 3);
    assertThat(model.batches()).isEmpty();
    Future<List<Integer>> third = embedding(batches.lane(TWO, numbers(4, 4)));

    assertThat(first.get()).containsExactly(1);
    assertThat(second.get()).containsExactly(2, 3);
    assertThat(third.get()).containsExactly(4);
    assertThat(model.batches())
        .singleElement()
        .satisfies(batch -> assertThat(batch).containsExactlyInAnyOrder("1", "2", "3", "4"));
  }

  @Test
  void fillsBatchesFairlyBetweenTenants() throws Exception {
    EmbeddingBatches batches = batchesOf(4, Duration.ZERO);
    Future<List<Integer>> first = occupied(batches, 4);
    Future<List<Integer>> noisy = embedding(batches.lane(ONE, numbers(101, 140)));
    await(() -> batches.waiting() == 40);
    Future<List<Integer>> quiet = embedding(batches.lane(TWO, numbers(201, 204)));
    await(() -> batches.waiting() == 44);

    model.let(3);

    assertThat(first.get()).hasSize(4);
    assertThat(quiet.get()).isEqualTo(range(201, 204));
    assertThat(noisy.isDone()).isFalse();
    assertThat(model.batches().subList(1, 3))
        .allSatisfy(
            batch -> {
              assertThat(batch).hasSize(4);
              assertThat(batch).filteredOn(text -> text.startsWith("1")).hasSize(2);
              assertThat(batch).filteredOn(text -> text.startsWith("2")).hasSize(2);
            });
    model.open();
    assertThat(noisy.get()).isEqualTo(range(101, 140));
  }

  @Test
  void goesAfterTheDelayWhenItIsNotFull() throws Exception {
    model.open();
    EmbeddingBatches batches = batchesOf(32, Duration.ofMillis(50));
    long begin = System.nanoTime();

    assertThat(embedAll(batches.lane(ONE, numbers(1, 3)))).containsExactly(1, 2, 3);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(50));
    assertThat(model.batches()).containsExactly(List.of("1", "2", "3"));
  }

  @Test
  void readsNoFurtherAheadThanTheWindow() throws Exception {
    EmbeddingBatches batches = batches(2, NEVER, 5, Limits.DEFAULT);
    AtomicInteger read = new AtomicInteger();
    Iterator<Text> texts =
        IntStream.rangeClosed(1, 8)
            .peek(read::set)
            .mapToObj(number -> new Text(Integer.toString(number), 1))
            .iterator();

    Future<List<Integer>> document = embedding(batches.lane(ONE, texts));
    await(() -> batches.running() == 2);
    assertThat(read).hasValue(5);
    assertThat(batches.waiting()).isEqualTo(3);

    model.open();
    assertThat(document.get()).isEqualTo(range(1, 8));
  }

  @Test
  void tellsEveryoneInABatchThatTheModelFailed() throws Exception {
    EmbeddingBatches batches = batchesOf(4, NEVER);
    model.failWith(new IllegalStateException("planned"));
    Future<List<Integer>> first = embedding(batches.lane(ONE, numbers(1, 2)));
    Future<List<Integer>> second = embedding(batches.lane(TWO, numbers(3, 4)));
    await(() -> model.batches().size() == 1);
    Future<List<Integer>> next = embedding(batches.lane(TWO, numbers(5, 8)));
    await(() -> batches.waiting() == 4);

    model.let(1);

    assertThatThrownBy(first::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("planned");
    assertThatThrownBy(second::get).hasRootCauseMessage("planned");
    await(() -> model.batches().size() == 2);
    model.failWith(null);
    model.open();
    assertThat(next.get()).isEqualTo(range(5, 8));
    assertThat(batches.running()).isZero();
  }

  @Test
  void passesErrorsOnAsTheyAre() {
    EmbeddingBatches batches = batchesOf(1, NEVER);
    model.open().failWith(new StackOverflowError("planned"));

    assertThatThrownBy(() -> embedAll(batches.lane(ONE, numbers(1, 3))))
        .isInstanceOf(StackOverflowError.class);
    assertThat(batches.waiting()).isZero();
  }

  @Test
  void failsWhereTheModelForgetsAVector() {
    model.open().forgetAVector();

    assertThatThrownBy(() -> embedAll(batchesOf(3, NEVER).lane(ONE, numbers(1, 3))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("vectors: 2 (expected: 3)");
  }

  @Test
  void failsWhereNothingRunsAnyMore() {
    EmbeddingBatches batches = batchesOf(1, NEVER);
    threads.shutdown();

    assertThatThrownBy(() -> embedAll(batches.lane(ONE, numbers(1, 3))))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(batches.waiting()).isZero();
    assertThat(batches.running()).isZero();
  }

  @Test
  void leavesNothingBehindWhenInterruptedWhileWaiting() throws Exception {
    EmbeddingBatches batches = batchesOf(2, NEVER);
    Future<List<Integer>> first = occupied(batches, 2);
    Future<List<Integer>> cancelled = embedding(batches.lane(ONE, numbers(11, 30)));
    await(() -> batches.waiting() == 20);
    Future<List<Integer>> other = embedding(batches.lane(TWO, numbers(41, 42)));
    await(() -> batches.waiting() == 22);

    cancelled.cancel(true);
    await(() -> batches.waiting() == 2);

    model.open();
    assertThat(first.get()).containsExactly(1, 2);
    assertThat(other.get()).containsExactly(41, 42);
    assertThat(model.batches()).containsExactly(List.of("1", "2"), List.of("41", "42"));
    assertThat(batches.running()).isZero();
  }

  @Test
  void embedsForTheOthersWhenWhoBeganTheBatchIsInterrupted() throws Exception {
    for (boolean firstGoes : List.of(true, false)) {
      EmbeddingBatches batches = batchesOf(2, NEVER);
      int before = model.batches().size();
      Future<List<Integer>> first = embedding(batches.lane(ONE, numbers(1, 1)));
      Future<List<Integer>> second = embedding(batches.lane(TWO, numbers(2, 2)));
      await(() -> model.batches().size() == before + 1);

      (firstGoes ? first : second).cancel(true);
      model.let(1);

      assertThat((firstGoes ? second : first).get()).containsExactly(firstGoes ? 2 : 1);
      await(() -> batches.running() == 0);
      assertThat(batches.waiting()).isZero();
    }
  }

  @Test
  void refusesWhenTooMuchWaits() throws Exception {
    EmbeddingBatches batches = batches(8, NEVER, 128, new Limits(4, 3));
    Future<List<Integer>> own = embedding(batches.lane(ONE, numbers(1, 3)));
    await(() -> batches.waiting() == 3);

    try (Lane lane = batches.lane(ONE, numbers(4, 5))) {
      assertThat(lane.next())
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo(Rejection.TENANT_QUEUE_FULL));
    }
    Future<List<Integer>> other = embedding(batches.lane(TWO, numbers(6, 6)));
    await(() -> batches.waiting() == 4);
    try (Lane lane = batches.lane(TWO, numbers(7, 14))) {
      assertThat(lane.next())
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo(Rejection.QUEUE_FULL));
      assertThat(batches.waiting()).isEqualTo(4);
      own.cancel(true);
      other.cancel(true);
      await(() -> batches.waiting() == 0);
      assertThat(lane.hasNext()).isTrue();
    }
  }

  @Test
  void offersARefusedTextAgain() throws Exception {
    EmbeddingBatches batches = batches(2, Duration.ZERO, 128, new Limits(2, 2));
    Future<List<Integer>> first = occupied(batches, 2);
    Future<List<Integer>> second = embedding(batches.lane(ONE, numbers(3, 4)));
    await(() -> batches.waiting() == 2);
    Lane lane = batches.lane(TWO, numbers(5, 7));
    assertThat(lane.next()).isInstanceOf(Refused.class);

    model.open();

    assertThat(first.get()).containsExactly(1, 2);
    assertThat(second.get()).containsExactly(3, 4);
    assertThat(embedAll(lane)).containsExactly(5, 6, 7);
  }

  @Test
  void isNotRefusedWhileItsOwnTextsWait() throws Exception {
    model.open();
    EmbeddingBatches batches = batches(2, NEVER, 128, new Limits(2, 2));

    assertThat(embedAll(batches.lane(ONE, numbers(1, 10)))).isEqualTo(range(1, 10));
  }

  @Test
  void hasNothingAfterTheLastText() {
    try (Lane lane = batchesOf(1, NEVER).lane(ONE, numbers(1, 0))) {
      assertThat(lane.hasNext()).isFalse();
      assertThatThrownBy(lane::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatThrownBy(() -> new Settings(1, NEVER, 0))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("window: 0 (expected: at least 1)");
    assertThatThrownBy(() -> batchesOf(0, NEVER)).hasMessageContaining("batch_size");
    assertThatThrownBy(() -> new Text("text", -1)).hasMessage("tokens: -1 (expected: at least 0)");
  }
}

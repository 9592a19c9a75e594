package dev.parley.adapters.persistence.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.persistence.TestDatabase;
import dev.parley.adapters.persistence.schema.SchemaMigrations;
import dev.parley.application.knowledge.IngestionLease;
import dev.parley.application.knowledge.IngestionQueue;
import dev.parley.application.knowledge.IngestionQueueContract;
import dev.parley.application.knowledge.ScriptedIngestion;
import dev.parley.application.model.EmbeddingFailure;
import dev.parley.application.model.EmbeddingFailure.Kind;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DbSchedulerIngestionQueueTest extends IngestionQueueContract {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration HEARTBEAT = Duration.ofMillis(250);
  private static final TestDatabase MIGRATED = migrated();

  private final List<Node> nodes = new ArrayList<>();
  private final TestDatabase database = MIGRATED.copy();
  private final Node node = node("this");

  @AfterEach
  void stopNodes() {
    nodes.forEach(Node::close);
  }

  private static TestDatabase migrated() {
    TestDatabase empty = TestDatabase.create();
    SchemaMigrations.migrate(empty.jdbcUrl(), empty.username(), empty.password());
    return empty;
  }

  private Node node(String name) {
    Node made = new Node(database, name);
    nodes.add(made);
    return made;
  }

  @Override
  protected IngestionQueue queue() {
    return node.queue;
  }

  @Override
  protected UnitOfWork unitOfWork() {
    return node.unitOfWork;
  }

  @Override
  protected void deliver(
      BiConsumer<TenantId, DocumentId> ingest, BiConsumer<TenantId, DocumentId> giveUp) {
    node.start(ingest, giveUp, node.settings(ATTEMPTS, PATIENCE));
  }

  @Override
  protected void awaitIdle() throws InterruptedException {
    while (node.queued() > 0) {
      Thread.sleep(5);
    }
  }

  @Test
  void deliversWithoutPollingWhatItsOwnNodeEnqueues() throws InterruptedException {
    Duration never = Duration.ofDays(1);
    CountDownLatch first = ingestion.expect(document);
    CountDownLatch second = ingestion.expect(otherDocument);
    node.start(
        ingestion::ingest,
        ingestion::giveUp,
        new JobSettings("this", 2, PATIENCE, never, never, ATTEMPTS, never));
    node.queue.enqueue(tenant, document);
    first.await();
    node.unitOfWork.inTenant(
        tenant,
        () -> {
          node.queue.enqueue(tenant, otherDocument);
          return otherDocument;
        });
    second.await();
    awaitIdle();
  }

  @Test
  void goesOnWithWhatTheKilledProcessOfItsNodeWasIngesting() throws Exception {
    KilledNode.ingestForEver(database, "this", tenant, document);

    // Heartbeats come by the hour here, so it is not because of a missing one.
    deliver();
    awaitIdle();

    assertThat(ingestion.begun()).containsExactly(new ScriptedIngestion.Call(tenant, document));
  }

  @Test
  void leavesAloneWhatAnotherNodeIsIngesting() throws Exception {
    KilledNode.ingestForEver(database, "other", tenant, document);
    CountDownLatch begun = ingestion.expect(otherDocument);
    deliver();
    node.queue.enqueue(tenant, otherDocument);
    begun.await();

    assertThat(ingestion.begun())
        .containsExactly(new ScriptedIngestion.Call(tenant, otherDocument));
  }

  @Test
  void takesOverFromANodeWhoseHeartbeatStopped() throws InterruptedException {
    Node other = node("other");
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountDownLatch begunThere = new CountDownLatch(1);
    IngestionJobs stopped =
        other.start(
            (t, d) -> {
              begunThere.countDown();
              await(mayEnd);
            },
            (t, d) -> {},
            other.settings(ATTEMPTS, Duration.ofMillis(2), HEARTBEAT));
    other.queue.enqueue(tenant, document);
    begunThere.await();
    stopped.close();
    CountDownLatch mayEndHere = ingestion.hold(document);
    CountDownLatch begunHere = ingestion.expect(document);
    node.start(ingestion::ingest, ingestion::giveUp, node.settings(ATTEMPTS, PATIENCE, HEARTBEAT));
    begunHere.await();

    // The first node comes back to life and must not end what is no longer its own.
    mayEnd.countDown();
    Thread.sleep(100);
    assertThat(node.queued()).isEqualTo(1);
    mayEndHere.countDown();
    awaitIdle();
    assertThat(ingestion.begun()).containsExactly(new ScriptedIngestion.Call(tenant, document));
  }

  @Test
  void whoeverIsTakenForDeadHoldsTheLeaseNoMore() throws InterruptedException {
    Node other = node("other");
    CountDownLatch mayEnd = new CountDownLatch(1);
    CompletableFuture<IngestionLease> there = new CompletableFuture<>();
    IngestionJobs stopped =
        other.startLeased(
            (t, d, lease) -> {
              there.complete(lease);
              await(mayEnd);
              return false;
            },
            other.settings(ATTEMPTS, Duration.ofMillis(2), HEARTBEAT));
    other.queue.enqueue(tenant, document);
    assertThat(there.join().isHeld()).isTrue();
    stopped.close();
    CountDownLatch mayEndHere = new CountDownLatch(1);
    CompletableFuture<IngestionLease> here = new CompletableFuture<>();
    node.startLeased(
        (t, d, lease) -> {
          here.complete(lease);
          await(mayEndHere);
          return true;
        },
        node.settings(ATTEMPTS, PATIENCE, HEARTBEAT));

    assertThat(here.join().isHeld()).isTrue();
    assertThat(there.join().isHeld()).isFalse();
    mayEnd.countDown();
    Thread.sleep(100);
    assertThat(here.join().isHeld()).isTrue();
    mayEndHere.countDown();
    awaitIdle();
    assertThat(here.join().isHeld()).isFalse();
  }

  @Test
  void beginsAnewWhereSomebodyElseSteppedIn() throws InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    node.startLeased(
        (t, d, lease) -> begun.incrementAndGet() > 1, node.settings(ATTEMPTS, PATIENCE));
    node.queue.enqueue(tenant, document);
    awaitIdle();

    assertThat(begun).hasValue(2);
  }

  @Test
  void givesUpWhatTakesTheProcessDownEachTime() throws Exception {
    node.queue.enqueue(tenant, document);
    for (int crash = 0; crash < ATTEMPTS; crash++) {
      try (Node crashing = new Node(database, "this")) {
        CountDownLatch begun = new CountDownLatch(1);
        IngestionJobs jobs =
            crashing.start(
                (t, d) -> {
                  begun.countDown();
                  await(new CountDownLatch(1));
                },
                (t, d) -> {},
                crashing.settings(ATTEMPTS, Duration.ofMillis(2)));
        begun.await();
        jobs.close();
      }
    }
    deliver();
    awaitIdle();

    assertThat(ingestion.begun()).isEmpty();
    assertThat(ingestion.givenUp()).containsExactly(new ScriptedIngestion.Call(tenant, document));
  }

  @Test
  void triesAgainWhileTheModelThatEmbedsIsAwayAndThenSaysThatItWas() throws Exception {
    List<Kind> met = new CopyOnWriteArrayList<>();
    BlockingQueue<DocumentError> ends = new LinkedBlockingQueue<>();
    node.jobs(
            (of, ingested, lease) -> {
              met.add(Kind.UNAVAILABLE);
              throw new EmbeddingFailure(Kind.UNAVAILABLE, "planted", null);
            },
            (of, ended, lease, reason) -> ends.add(reason),
            node.settings(ATTEMPTS, PATIENCE))
        .start();

    node.queue.enqueue(tenant, document);

    assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo(DocumentError.EMBEDDING_UNAVAILABLE);
    assertThat(met).hasSize(ATTEMPTS);
  }

  @Test
  void givesUpAtOnceWhereTheModelThatEmbedsRefuses() throws Exception {
    List<Kind> met = new CopyOnWriteArrayList<>();
    BlockingQueue<DocumentError> ends = new LinkedBlockingQueue<>();
    node.jobs(
            (of, ingested, lease) -> {
              met.add(Kind.MISMATCH);
              throw new EmbeddingFailure(Kind.MISMATCH, "planted", null);
            },
            (of, ended, lease, reason) -> ends.add(reason),
            node.settings(ATTEMPTS, PATIENCE))
        .start();

    node.queue.enqueue(tenant, document);

    assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo(DocumentError.EMBEDDING_REFUSED);
    assertThat(met).hasSize(1);
  }

  @Test
  void sharesTheQueueBetweenNodes() throws InterruptedException {
    Node other = node("other");
    ScriptedIngestion there = new ScriptedIngestion();
    CountDownLatch holdsThis = ingestion.hold(document);
    deliver();
    node.queue.enqueue(tenant, document);
    other.start(there::ingest, there::giveUp, other.settings(ATTEMPTS, PATIENCE));
    for (int i = 0; i < 50; i++) {
      node.queue.enqueue(tenant, new DocumentId(new UUID(7, i)));
    }
    holdsThis.countDown();
    awaitIdle();

    List<ScriptedIngestion.Call> all = new ArrayList<>(ingestion.begun());
    all.addAll(there.begun());
    assertThat(all).hasSize(51).doesNotHaveDuplicates();
  }

  @Test
  void letsWhatRunsEndWhenItStops() throws Exception {
    CountDownLatch begun = ingestion.expect(document);
    CountDownLatch mayEnd = ingestion.hold(document);
    IngestionJobs jobs =
        node.start(
            ingestion::ingest, ingestion::giveUp, node.settings(ATTEMPTS, Duration.ofSeconds(30)));
    assertThat(jobs.isRunning()).isTrue();
    node.queue.enqueue(tenant, document);
    begun.await();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> closing = threads.submit(jobs::close);
      while (jobs.isRunning()) {
        Thread.sleep(1);
      }
      mayEnd.countDown();
      closing.get(20, TimeUnit.SECONDS);
    }

    assertThat(node.queued()).isZero();
    node.queue.enqueue(tenant, otherDocument);
    assertThat(node.queued()).isEqualTo(1);
    assertThat(ingestion.begun()).hasSize(1);
  }

  @Test
  void neitherWaitsForEverNorInterruptsWhenItStops() throws Exception {
    CountDownLatch begun = ingestion.expect(document);
    CountDownLatch mayEnd = ingestion.hold(document);
    IngestionJobs jobs =
        node.start(
            ingestion::ingest, ingestion::giveUp, node.settings(ATTEMPTS, Duration.ofMillis(100)));
    node.queue.enqueue(tenant, document);
    begun.await();

    jobs.close();
    assertThat(node.queued()).isEqualTo(1);
    mayEnd.countDown();
    awaitIdle();
    assertThat(ingestion.begun()).hasSize(1);
  }

  @Test
  void isNotRunningBeforeItStartsAndCanBeClosedThen() {
    IngestionJobs jobs =
        node.jobs(ingestion::ingest, ingestion::giveUp, node.settings(ATTEMPTS, PATIENCE));
    assertThat(jobs.isRunning()).isFalse();
    jobs.close();
    assertThat(jobs.isRunning()).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

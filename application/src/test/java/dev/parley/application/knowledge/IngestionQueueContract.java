package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link IngestionQueue} does. The time limit turns what is never delivered into a
 * failure.
 */
@Timeout(60)
public abstract class IngestionQueueContract {
  /** How often a document is tried before it is given up. */
  protected static final int ATTEMPTS = 3;

  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  protected final TenantId tenant = new TenantId(UUID.randomUUID());
  protected final TenantId otherTenant = new TenantId(UUID.randomUUID());
  protected final DocumentId document = new DocumentId(UUID.randomUUID());
  protected final DocumentId otherDocument = new DocumentId(UUID.randomUUID());
  protected final ScriptedIngestion ingestion = new ScriptedIngestion();

  private IngestionQueue queue;
  private UnitOfWork unitOfWork;

  /** The queue under test, empty. */
  protected abstract IngestionQueue queue();

  /** What the queue takes part in. */
  protected abstract UnitOfWork unitOfWork();

  /**
   * Begins to deliver, two documents at a time; what threw is delivered again soon, {@link
   * #ATTEMPTS} times in all.
   */
  protected abstract void deliver(
      BiConsumer<TenantId, DocumentId> ingest, BiConsumer<TenantId, DocumentId> giveUp);

  /** Waits until nothing is left to deliver. */
  protected abstract void awaitIdle() throws InterruptedException;

  @BeforeEach
  void openQueue() {
    queue = queue();
    unitOfWork = unitOfWork();
  }

  protected final void deliver() {
    deliver(ingestion::ingest, ingestion::giveUp);
  }

  @Test
  void deliversWhatWasEnqueued() throws InterruptedException {
    deliver();
    queue.enqueue(tenant, document);
    queue.enqueue(otherTenant, otherDocument);
    awaitIdle();

    assertThat(ingestion.begun())
        .containsExactlyInAnyOrder(
            new ScriptedIngestion.Call(tenant, document),
            new ScriptedIngestion.Call(otherTenant, otherDocument));
    assertThat(ingestion.givenUp()).isEmpty();
  }

  @Test
  void deliversWhatWasEnqueuedBeforeAnyoneTook() throws InterruptedException {
    queue.enqueue(tenant, document);
    deliver();
    awaitIdle();

    assertThat(ingestion.begun()).containsExactly(new ScriptedIngestion.Call(tenant, document));
  }

  @Test
  void deliversNothingOfAUnitThatFails() throws InterruptedException {
    deliver();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                unitOfWork.inTenant(
                    tenant,
                    () -> {
                      queue.enqueue(tenant, document);
                      throw new IllegalStateException("planted");
                    }));
    queue.enqueue(tenant, otherDocument);
    awaitIdle();

    assertThat(ingestion.begun())
        .containsExactly(new ScriptedIngestion.Call(tenant, otherDocument));
  }

  @Test
  void deliversNothingBeforeItsUnitEnds() throws InterruptedException {
    deliver();
    CountDownLatch another = ingestion.expect(otherDocument);
    unitOfWork.inTenant(
        tenant,
        () -> {
          queue.enqueue(tenant, document);
          onAnotherThread(() -> queue.enqueue(otherTenant, otherDocument));
          await(another);
          assertThat(ingestion.begun())
              .containsExactly(new ScriptedIngestion.Call(otherTenant, otherDocument));
          return document;
        });
    awaitIdle();

    assertThat(ingestion.begun()).hasSize(2);
  }

  @Test
  void doesNotEnqueueTwiceWhatWaits() throws InterruptedException {
    queue.enqueue(tenant, document);
    queue.enqueue(tenant, document);
    unitOfWork.inTenant(
        tenant,
        () -> {
          queue.enqueue(tenant, document);
          queue.enqueue(tenant, document);
          return document;
        });
    deliver();
    awaitIdle();

    assertThat(ingestion.begun()).containsExactly(new ScriptedIngestion.Call(tenant, document));
  }

  @Test
  void doesNotFailOrDoubleWhereSeveralEnqueueTheSameAtOnce() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      DocumentId shared = new DocumentId(UUID.randomUUID());
      CountDownLatch both = new CountDownLatch(2);
      Runnable enqueue =
          () -> {
            both.countDown();
            await(both);
            queue.enqueue(tenant, shared);
          };
      CompletableFuture<Void> one = CompletableFuture.runAsync(enqueue, THREADS);
      CompletableFuture.runAsync(enqueue, THREADS).join();
      one.join();
    }
    deliver();
    awaitIdle();

    assertThat(ingestion.begun()).hasSize(20);
  }

  @Test
  void deliversOnceMoreWhatIsEnqueuedWhileItIsIngested() throws InterruptedException {
    CountDownLatch begun = ingestion.expect(document);
    CountDownLatch mayEnd = ingestion.hold(document);
    deliver();
    queue.enqueue(tenant, document);
    await(begun);
    queue.enqueue(tenant, document);
    queue.enqueue(tenant, document);
    queue.enqueue(tenant, otherDocument);
    mayEnd.countDown();
    awaitIdle();

    assertThat(ingestion.begun().stream().filter(call -> call.document().equals(document)))
        .hasSize(2);
    assertThat(ingestion.doubled()).as("ingested twice at once").isEmpty();
  }

  @Test
  void deliversOnceMoreWhatAnUnfinishedUnitEnqueuesWhileItIsIngested() throws InterruptedException {
    CountDownLatch begun = ingestion.expect(document);
    CountDownLatch mayEnd = ingestion.hold(document);
    deliver();
    queue.enqueue(tenant, document);
    await(begun);
    unitOfWork.inTenant(
        tenant,
        () -> {
          queue.enqueue(tenant, document);
          mayEnd.countDown();
          // Time for the queue to finish with the first delivery while this unit is open.
          sleep(100);
          return document;
        });
    awaitIdle();

    assertThat(ingestion.begun()).hasSize(2);
  }

  @Test
  void deliversAgainWhatFailed() throws InterruptedException {
    ingestion.failing(document, ATTEMPTS - 1);
    deliver();
    queue.enqueue(tenant, document);
    awaitIdle();

    assertThat(ingestion.begun()).hasSize(ATTEMPTS);
    assertThat(ingestion.givenUp()).isEmpty();
  }

  @Test
  void givesUpWhatKeepsFailing() throws InterruptedException {
    ingestion.failing(document, Integer.MAX_VALUE);
    deliver();
    queue.enqueue(tenant, document);
    awaitIdle();

    assertThat(ingestion.begun()).hasSize(ATTEMPTS);
    assertThat(ingestion.givenUp()).containsExactly(new ScriptedIngestion.Call(tenant, document));
  }

  @Test
  void triesAgainToGiveUp() throws InterruptedException {
    ingestion.failing(document, Integer.MAX_VALUE);
    ingestion.failingToGiveUp(1);
    deliver();
    queue.enqueue(tenant, document);
    awaitIdle();

    assertThat(ingestion.begun()).hasSize(ATTEMPTS);
    assertThat(ingestion.givenUp()).hasSize(2);
  }

  @Test
  void startsOverWithWhatWasGivenUp() throws InterruptedException {
    ingestion.failing(document, ATTEMPTS + 1);
    deliver();
    queue.enqueue(tenant, document);
    awaitIdle();
    queue.enqueue(tenant, document);
    awaitIdle();

    assertThat(ingestion.begun()).hasSize(ATTEMPTS + 2);
    assertThat(ingestion.givenUp()).hasSize(1);
  }

  @Test
  void deliversOthersWhileOneIsIngested() throws InterruptedException {
    CountDownLatch another = ingestion.expect(otherDocument);
    CountDownLatch mayEnd = ingestion.hold(document);
    deliver();
    queue.enqueue(tenant, document);
    queue.enqueue(otherTenant, otherDocument);
    await(another);
    mayEnd.countDown();
    awaitIdle();

    assertThat(ingestion.begun()).hasSize(2);
  }

  @Test
  void deliversEverythingOfALongQueueOnce() throws InterruptedException {
    deliver();
    List<DocumentId> many =
        Stream.generate(() -> new DocumentId(UUID.randomUUID())).limit(100).toList();
    many.forEach(each -> queue.enqueue(tenant, each));
    awaitIdle();

    assertThat(ingestion.begun())
        .extracting(ScriptedIngestion.Call::document)
        .containsExactlyInAnyOrderElementsOf(many);
  }

  private static void onAnotherThread(Runnable action) {
    CompletableFuture.runAsync(action, THREADS).join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

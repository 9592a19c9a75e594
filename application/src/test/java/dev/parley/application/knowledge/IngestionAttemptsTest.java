package dev.parley.application.knowledge;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.IngestDocument.Result;
import dev.parley.application.model.EmbeddingMeter;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.model.WatchedEmbeddingModel;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.schedule.EmbeddingQueues;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one attempt leaves to the next, and what it may still do when there is another. */
class IngestionAttemptsTest {
  private static final PageRequest FIRST_PAGE = new PageRequest(1, 100);
  private static final int CHUNKS = 40;

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final Dataset dataset = tenant.withSmallChunks();
  private final Document document = tenant.withDocument(dataset, paragraphs());
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();
  private int extracted;
  private int embedded;

  private Runnable whileReading = () -> {};
  private Runnable whileCutting = () -> {};
  private Runnable whileEmbedding = () -> {};

  private final IngestDocument ingestDocument = ingesting();

  private IngestDocument ingesting() {
    EstimatingTokenCounter tokens = new EstimatingTokenCounter();
    return new IngestDocument(
        stores.datasets(),
        stores.documents(),
        stores.chunks(),
        stores.drafts(),
        index,
        new InMemoryPageFetcher(),
        new WatchedExtractor(new InMemoryTextExtractor(), this::watchExtraction),
        EmbeddingQueues.only(
            new EmbeddingBatches(
                new WatchedEmbeddingModel(new HashingEmbeddingModel(), this::watchEmbedding),
                Runnable::run,
                new EmbeddingBatches.Settings(4, Duration.ZERO, 4),
                Limits.DEFAULT,
                anyone -> 1,
                System::nanoTime)),
        new Chunker(
            text -> {
              whileCutting.run();
              return tokens.count(text);
            }),
        stores.reindexings(),
        EmbeddingMeter.NONE,
        stores.unitOfWork(),
        Fixtures::id,
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private void watchExtraction() {
    extracted++;
    whileReading.run();
  }

  private void watchEmbedding(List<String> texts) {
    whileEmbedding.run();
    embedded += texts.size();
  }

  private static String paragraphs() {
    return IntStream.rangeClosed(1, CHUNKS)
        .mapToObj(
            number ->
                "Pump number "
                    + number
                    + " stands in the northern hall beside the tall steel ladder, and its valve"
                    + " closes when the pressure drops.")
        .collect(Collectors.joining("\n\n"));
  }

  private Result ingest() {
    return ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);
  }

  private Document inStore() {
    return stores.documents().find(tenant.id(), document.id()).orElseThrow();
  }

  private List<ChunkDraft> chunks() {
    return stores.chunks().list(tenant.id(), document.id(), FIRST_PAGE).items().stream()
        .map(chunk -> chunk.content())
        .toList();
  }

  private void failAfterEmbedding(int texts) {
    whileEmbedding =
        () -> {
          if (embedded >= texts) {
            throw new IllegalStateException("planned");
          }
        };
    assertThatIllegalStateException().isThrownBy(this::ingest).withMessage("planned");
    whileEmbedding = () -> {};
  }

  @Test
  void readsNothingTwice() {
    failAfterEmbedding(0);

    assertThat(ingest()).isEqualTo(Result.INDEXED);

    assertThat(extracted).isEqualTo(1);
    assertThat(chunks()).hasSize(CHUNKS);
  }

  @Test
  void embedsAgainOnlyWhatWasMadeSinceItWasKeptLast() {
    failAfterEmbedding(28);

    assertThat(ingest()).isEqualTo(Result.INDEXED);

    // The sixteen that were kept are not made again; the twelve after them are.
    assertThat(embedded).isEqualTo(28 + CHUNKS - 16);
    assertThat(chunks()).hasSize(CHUNKS).extracting(ChunkDraft::ordinal).isSorted();
    assertThat(index.revisions(tenant.id()))
        .isEqualTo(stores.documents().indexedRevisions(tenant.id()));
  }

  @Test
  void endsLikeAnUndisturbedAttempt() {
    failAfterEmbedding(20);
    ingest();
    List<ChunkDraft> resumed = chunks();
    List<float[]> vectors = vectors();
    stores.documents().update(inStore().progressed(DocumentStatus.QUEUED, 0, NOW));

    ingest();

    assertThat(chunks()).isEqualTo(resumed);
    assertThat(vectors()).usingRecursiveComparison().isEqualTo(vectors);
    assertThat(extracted).as("a draft is forgotten at the end").isEqualTo(2);
  }

  private List<float[]> vectors() {
    return stores.chunks().ofDocument(tenant.id(), document.id()).chunks().stream()
        .map(Chunks.Embedded::vector)
        .toList();
  }

  @Test
  void beginsNothingWithoutTheLease() {
    assertThat(ingestDocument.ingest(tenant.id(), document.id(), () -> false))
        .isEqualTo(Result.SUPERSEDED);
    assertThat(
            ingestDocument.giveUp(tenant.id(), document.id(), () -> false, DocumentError.INTERNAL))
        .isEqualTo(Result.SUPERSEDED);

    assertThat(inStore()).isEqualTo(document);
    assertThat(extracted).isZero();
  }

  enum Stage {
    READING,
    CUTTING,
    EMBEDDING
  }

  private void once(Stage stage, Runnable change) {
    Runnable first =
        new Runnable() {
          private boolean ran;

          @Override
          public void run() {
            if (!ran) {
              ran = true;
              change.run();
            }
          }
        };
    switch (stage) {
      case READING -> whileReading = first;
      case CUTTING -> whileCutting = first;
      case EMBEDDING -> whileEmbedding = first;
    }
  }

  /** Another process, with parts of its own. */
  private IngestDocument elsewhere() {
    return new IngestDocument(
        stores.datasets(),
        stores.documents(),
        stores.chunks(),
        stores.drafts(),
        index,
        new InMemoryPageFetcher(),
        new InMemoryTextExtractor(),
        EmbeddingQueues.only(Queues.batches(new HashingEmbeddingModel())),
        new Chunker(new EstimatingTokenCounter()),
        stores.reindexings(),
        EmbeddingMeter.NONE,
        stores.unitOfWork(),
        Fixtures::id,
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void changesNothingAfterAnotherHasTakenOver(Stage stage) {
    once(
        stage,
        () -> {
          assertThat(elsewhere().ingest(tenant.id(), document.id(), IngestionLease.UNSHARED))
              .isEqualTo(Result.INDEXED);
        });
    assertThat(ingest()).isEqualTo(Result.SUPERSEDED);

    Document indexed = inStore();
    assertThat(indexed.status()).isEqualTo(DocumentStatus.INDEXED);
    assertThat(indexed.attempts()).isEqualTo(2);
    assertThat(stores.chunks().ofDocument(tenant.id(), document.id()).revision()).isEqualTo(1);
    assertThat(index.revisions(tenant.id()))
        .isEqualTo(stores.documents().indexedRevisions(tenant.id()));
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void changesNothingAfterAnotherHasGivenTheDocumentUp(Stage stage) {
    once(
        stage,
        () ->
            assertThat(
                    elsewhere()
                        .giveUp(
                            tenant.id(),
                            document.id(),
                            IngestionLease.UNSHARED,
                            DocumentError.INTERNAL))
                .isEqualTo(Result.FAILED));
    assertThat(ingest()).isEqualTo(Result.SUPERSEDED);

    assertThat(inStore().error()).isEqualTo(DocumentError.INTERNAL);
    assertThat(chunks()).isEmpty();
    assertThat(index.revisions(tenant.id())).isEmpty();
  }
}

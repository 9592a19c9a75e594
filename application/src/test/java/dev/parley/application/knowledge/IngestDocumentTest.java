package dev.parley.application.knowledge;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.IngestDocument.Result;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.TextExtractor.Extraction;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.model.RecordedMeter;
import dev.parley.application.model.RecordedMeter.Entry;
import dev.parley.application.model.WatchedEmbeddingModel;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.schedule.EmbeddingQueues;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IngestDocumentTest {
  private static final PageRequest FIRST_PAGE = new PageRequest(1, 100);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Dataset dataset = tenant.withSmallChunks();
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();
  private final InMemoryPageFetcher web = new InMemoryPageFetcher();

  private final RecordedMeter meter = new RecordedMeter();

  /** What happens, besides the stage itself, each time a stage is entered. */
  private Runnable whileReading = () -> {};

  private Runnable whileCutting = () -> {};
  private Runnable whileEmbedding = () -> {};
  private Runnable whileIndexing = () -> {};

  private final IngestDocument ingestDocument = ingesting(new InMemoryTextExtractor());

  private IngestDocument ingesting(TextExtractor extractor) {
    return ingesting(extractor, Queues.batches(watchedEmbeddings()));
  }

  private IngestDocument ingesting(TextExtractor extractor, EmbeddingBatches embeddings) {
    EstimatingTokenCounter tokens = new EstimatingTokenCounter();
    return new IngestDocument(
        stores.datasets(),
        stores.documents(),
        stores.chunks(),
        stores.drafts(),
        new WatchedPassageIndex(index, () -> whileIndexing.run()),
        web,
        new WatchedExtractor(extractor, () -> whileReading.run()),
        EmbeddingQueues.only(embeddings),
        new Chunker(
            text -> {
              whileCutting.run();
              return tokens.count(text);
            }),
        stores.reindexings(),
        meter,
        stores.unitOfWork(),
        Fixtures::id,
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private EmbeddingModel watchedEmbeddings() {
    return new WatchedEmbeddingModel(new HashingEmbeddingModel(), texts -> whileEmbedding.run());
  }

  private static TextExtractor extracting(Extraction extraction) {
    return new TextExtractor() {
      @Override
      public Inspection inspect(byte[] content, String filename) {
        return new Inspection.Accepted("text/plain");
      }

      @Override
      public Extraction extract(byte[] content, String mediaType) {
        return extraction;
      }
    };
  }

  /** Text that is cut into this many chunks. */
  private static String paragraphs(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            number ->
                "Pump number "
                    + number
                    + " stands in the northern hall beside the tall steel ladder, and its valve"
                    + " closes when the pressure drops.")
        .collect(Collectors.joining("\n\n"));
  }

  private Document inStore(Document document) {
    return stores.documents().find(document.tenant(), document.id()).orElseThrow();
  }

  /** Has a document that was ingested wait once more. */
  private void queue(Document document) {
    stores.documents().update(inStore(document).progressed(DocumentStatus.QUEUED, 0, NOW));
  }

  private List<Chunk> chunks(Document document) {
    return stores.chunks().list(document.tenant(), document.id(), FIRST_PAGE).items();
  }

  private List<ChunkId> found(String words) {
    return PassageIndexContract.ids(index.keyword(tenant.id(), words, Filter.ALL, 100));
  }

  @Test
  void makesADocumentFindableByWordsAndByMeaning() {
    Document document = tenant.withDocument(dataset, paragraphs(3));

    assertThat(ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED))
        .isEqualTo(Result.INDEXED);

    List<Chunk> chunks = chunks(document);
    assertThat(chunks).hasSize(3);
    assertThat(found("ladder")).hasSize(3);
    float[] vector = new HashingEmbeddingModel().embed(List.of("pump 2")).getFirst();
    assertThat(
            PassageIndexContract.ids(index.semantic(tenant.id(), "hashing", vector, Filter.ALL, 1)))
        .containsExactly(chunks.get(1).id());
  }

  @Test
  void storesTextSizesAndStatus() {
    Document document = tenant.withDocument(dataset, paragraphs(3));

    ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);

    Document indexed = inStore(document);
    assertThat(indexed.status()).isEqualTo(DocumentStatus.INDEXED);
    assertThat(indexed.progress()).isEqualTo(1);
    assertThat(indexed.attempts()).isEqualTo(1);
    assertThat(indexed.pages()).isEqualTo(1);
    assertThat(indexed.chunks()).isEqualTo(3);
    assertThat(indexed.tokens())
        .isEqualTo(chunks(document).stream().mapToLong(chunk -> chunk.content().tokens()).sum());
    String text = stores.documents().text(tenant.id(), document.id()).orElseThrow().text();
    assertThat(text).isEqualTo(paragraphs(3));
    assertThat(chunks(document))
        .allSatisfy(
            chunk -> assertThat(chunk.content().span().of(text)).isEqualTo(chunk.content().text()));
  }

  @Test
  void showsEachStageAndHowFarItHasCome() {
    Document document = tenant.withDocument(dataset, paragraphs(40));
    List<DocumentStatus> stages = new ArrayList<>();
    List<Double> progress = new ArrayList<>();
    Runnable look =
        () -> {
          Document now = inStore(document);
          if (stages.isEmpty() || stages.getLast() != now.status()) {
            stages.add(now.status());
          }
          if (progress.isEmpty() || progress.getLast() != now.progress()) {
            progress.add(now.progress());
          }
        };
    look.run();
    whileReading = look;
    whileCutting = look;
    whileEmbedding = look;
    whileIndexing = look;

    ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);

    look.run();
    assertThat(stages)
        .containsExactly(
            DocumentStatus.QUEUED,
            DocumentStatus.PARSING,
            DocumentStatus.CHUNKING,
            DocumentStatus.EMBEDDING,
            DocumentStatus.INDEXED);
    // Forty chunks are three steps of sixteen at most; then they are stored, then indexed.
    assertThat(progress).hasSize(7).isSorted();
    assertThat(progress.getFirst()).isZero();
    assertThat(progress.get(3) - progress.get(2)).isCloseTo(0.8 * 16 / 40, within(1e-9));
    assertThat(progress.getLast()).isEqualTo(1);
  }

  @Test
  void endsTheSameWhenItIsRunAgain() {
    Document document = tenant.withDocument(dataset, paragraphs(3));
    ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);
    List<String> texts = chunks(document).stream().map(chunk -> chunk.content().text()).toList();
    queue(document);

    assertThat(ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED))
        .isEqualTo(Result.INDEXED);

    assertThat(chunks(document)).extracting(chunk -> chunk.content().text()).isEqualTo(texts);
    assertThat(found("ladder"))
        .containsExactlyInAnyOrderElementsOf(chunks(document).stream().map(Chunk::id).toList());
    assertThat(inStore(document).attempts()).isEqualTo(2);
    assertThat(inStore(document).chunks()).isEqualTo(3);
    assertThat(index.revisions(tenant.id()))
        .isEqualTo(stores.documents().indexedRevisions(tenant.id()));
  }

  @Test
  void metersWhatIsEmbeddedOnTheTenantAndNothingElse() {
    Document document = tenant.withDocument(dataset, "# Halls\n\n" + paragraphs(20));
    ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);

    EstimatingTokenCounter tokens = new EstimatingTokenCounter();
    int embedded =
        chunks(document).stream()
            .mapToInt(chunk -> tokens.count(chunk.content().searchableText()))
            .sum();
    assertThat(meter.entries()).hasSize(2).extracting(Entry::tenant).containsOnly(tenant.id());
    assertThat(meter.entries()).extracting(Entry::subject).containsOnly("ingestion");
    assertThat(meter.entries())
        .extracting(Entry::model)
        .containsOnly(new HashingEmbeddingModel().name());
    assertThat(meter.entries().stream().mapToInt(Entry::tokens).sum())
        .isCloseTo(embedded, Percentage.withPercentage(5));

    meter.clear();
    queue(document);
    ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);
    assertThat(meter.entries()).as("its vectors are there").isEmpty();
    Document foreign = other.withDocument(other.withSmallChunks(), paragraphs(1));
    ingestDocument.ingest(other.id(), foreign.id(), IngestionLease.UNSHARED);
    assertThat(meter.entries()).singleElement().extracting(Entry::tenant).isEqualTo(other.id());
  }

  @Test
  void metersNothingWhereTheModelFails() {
    Document document = tenant.withDocument(dataset, paragraphs(3));
    whileEmbedding =
        () -> {
          throw new IllegalStateException("planned");
        };

    assertThatIllegalStateException()
        .isThrownBy(
            () -> ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED));

    assertThat(meter.entries()).isEmpty();
  }

  @Test
  void embedsNoTextAgainThatChunksOfTheTenantHold() {
    Document document = tenant.withDocument(dataset, paragraphs(3));
    ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);
    float[] before = vectorOf(document);
    List<String> embedded = new ArrayList<>();
    whileEmbedding = () -> embedded.add("a batch");
    queue(document);

    ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);
    Document same = tenant.withDocument(tenant.withSmallChunks(), paragraphs(3));
    ingestDocument.ingest(tenant.id(), same.id(), IngestionLease.UNSHARED);

    assertThat(embedded).isEmpty();
    assertThat(vectorOf(document)).isEqualTo(before);
    assertThat(vectorOf(same)).isEqualTo(before);
    Document foreign = other.withDocument(other.withSmallChunks(), paragraphs(3));
    ingestDocument.ingest(other.id(), foreign.id(), IngestionLease.UNSHARED);
    assertThat(embedded).isNotEmpty();
  }

  private float[] vectorOf(Document document) {
    return stores
        .chunks()
        .ofDocument(document.tenant(), document.id())
        .chunks()
        .getFirst()
        .vector();
  }

  @ParameterizedTest
  @EnumSource(DocumentError.class)
  void storesWhyADocumentCannotBeRead(DocumentError error) {
    Document document = tenant.withDocument(dataset, paragraphs(1));

    Result result =
        ingesting(extracting(new Extraction.Failed(error)))
            .ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);

    assertThat(result).isEqualTo(Result.FAILED);
    assertThat(inStore(document).status()).isEqualTo(DocumentStatus.FAILED);
    assertThat(inStore(document).error()).isEqualTo(error);
    assertThat(inStore(document).attempts()).isEqualTo(1);
    assertThat(index.revisions(tenant.id())).isEmpty();
  }

  @Test
  void saysThatADocumentHoldsNoText() {
    Document document = tenant.withDocument(dataset, "whatever");
    ExtractedText blank = new ExtractedText(" \n\n \t", List.of(0, 2), Markup.PLAIN);

    Result result =
        ingesting(extracting(new Extraction.Extracted(blank)))
            .ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);

    assertThat(result).isEqualTo(Result.FAILED);
    assertThat(inStore(document).error()).isEqualTo(DocumentError.NO_TEXT);
    assertThat(inStore(document).pages()).isEqualTo(2);
  }

  @Test
  void forgetsAnEarlierErrorOnceItSucceeds() {
    Document document = tenant.withDocument(dataset, paragraphs(1));
    stores.documents().update(document.failed(DocumentError.TIMEOUT, NOW));
    queue(document);

    ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);

    assertThat(inStore(document).error()).isNull();
    assertThat(inStore(document).status()).isEqualTo(DocumentStatus.INDEXED);
  }

  @Test
  void throwsWhatIsNotTheDocumentsFaultAndLeavesItToAnotherAttempt() {
    Document document = tenant.withDocument(dataset, paragraphs(1));
    whileEmbedding =
        () -> {
          throw new IllegalStateException("planned");
        };

    assertThatIllegalStateException()
        .isThrownBy(
            () -> ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED))
        .withMessage("planned");

    assertThat(inStore(document).status()).isEqualTo(DocumentStatus.EMBEDDING);
    assertThat(inStore(document).error()).isNull();
    assertThat(index.revisions(tenant.id())).isEmpty();
    whileEmbedding = () -> {};
    assertThat(ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED))
        .isEqualTo(Result.INDEXED);
    assertThat(inStore(document).attempts()).isEqualTo(2);
  }

  @Test
  void sharesABatchWithAnotherDocument() throws Exception {
    Document first = tenant.withDocument(dataset, paragraphs(3));
    Document second = other.withDocument(other.withSmallChunks(), paragraphs(5));
    ConcurrentLinkedQueue<Integer> sizes = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // The batch goes when it is full: either document alone would wait for ever.
      EmbeddingBatches batches =
          new EmbeddingBatches(
              new WatchedEmbeddingModel(watchedEmbeddings(), texts -> sizes.add(texts.size())),
              threads,
              new EmbeddingBatches.Settings(8, Duration.ofDays(1), 8),
              Limits.DEFAULT,
              anyone -> 1,
              System::nanoTime);
      IngestDocument shared = ingesting(new InMemoryTextExtractor(), batches);
      Future<Result> one =
          threads.submit(() -> shared.ingest(tenant.id(), first.id(), IngestionLease.UNSHARED));
      Future<Result> two =
          threads.submit(() -> shared.ingest(other.id(), second.id(), IngestionLease.UNSHARED));

      assertThat(one.get(1, TimeUnit.MINUTES)).isEqualTo(Result.INDEXED);
      assertThat(two.get(1, TimeUnit.MINUTES)).isEqualTo(Result.INDEXED);
    }
    assertThat(sizes).containsExactly(8);
    float[] vector = new HashingEmbeddingModel().embed(List.of("pump 5")).getFirst();
    assertThat(index.semantic(other.id(), "hashing", vector, Filter.ALL, 1))
        .extracting(Scored::item)
        .containsExactly(
            stores.chunks().list(other.id(), second.id(), FIRST_PAGE).items().get(4).id());
  }

  @Test
  void saysThatTheEmbeddingQueueIsFullAndLeavesItToAnotherAttempt() throws Exception {
    Document document = tenant.withDocument(dataset, paragraphs(3));
    EmbeddingBatches batches =
        new EmbeddingBatches(
            watchedEmbeddings(),
            Runnable::run,
            new EmbeddingBatches.Settings(8, Duration.ofDays(1), 8),
            new Limits(2, 2),
            anyone -> 1,
            System::nanoTime);
    IngestDocument refused = ingesting(new InMemoryTextExtractor(), batches);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Object> full =
          threads.submit(
              () -> {
                var texts = Stream.of("a", "b").map(text -> new EmbeddingBatches.Text(text, 1));
                try (EmbeddingBatches.Lane lane = batches.lane(other.id(), texts.iterator())) {
                  return lane.next();
                }
              });
      while (batches.waiting() < 2) {
        Thread.sleep(1);
      }

      assertThatIllegalStateException()
          .isThrownBy(() -> refused.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED))
          .withMessageStartingWith("the embedding queue is full");

      full.cancel(true);
    }
    assertThat(inStore(document).status()).isEqualTo(DocumentStatus.EMBEDDING);
    assertThat(batches.waiting()).isZero();
  }

  @Test
  void takesBackWhatWaitsWhenItIsInterrupted() throws Exception {
    Document document = tenant.withDocument(dataset, paragraphs(3));
    EmbeddingBatches batches =
        new EmbeddingBatches(
            watchedEmbeddings(),
            Runnable::run,
            new EmbeddingBatches.Settings(8, Duration.ofDays(1), 8),
            Limits.DEFAULT,
            anyone -> 1,
            System::nanoTime);
    IngestDocument waiting = ingesting(new InMemoryTextExtractor(), batches);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Result> ingesting =
          threads.submit(() -> waiting.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED));
      while (batches.waiting() < 3) {
        Thread.sleep(1);
      }
      ingesting.cancel(true);
    }
    assertThat(batches.waiting()).isZero();
    assertThat(inStore(document).status()).isEqualTo(DocumentStatus.EMBEDDING);
  }

  @Test
  void keepsADocumentFindableWhileAnotherAttemptFails() {
    Document document = tenant.withDocument(dataset, paragraphs(3));
    ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);
    List<ChunkId> before = found("ladder");
    queue(document);
    whileCutting =
        () -> {
          assertThat(found("ladder")).isEqualTo(before);
          throw new IllegalStateException("planned");
        };

    assertThatIllegalStateException()
        .isThrownBy(
            () -> ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED));

    assertThat(found("ladder")).isEqualTo(before);
    assertThat(stores.chunks().find(tenant.id(), before)).hasSize(3);
  }

  @Test
  void givesADocumentUp() {
    Document document = tenant.withDocument(dataset, paragraphs(1));

    assertThat(
            ingestDocument.giveUp(
                tenant.id(), document.id(), IngestionLease.UNSHARED, DocumentError.INTERNAL))
        .isEqualTo(Result.FAILED);

    assertThat(inStore(document).error()).isEqualTo(DocumentError.INTERNAL);
  }

  @Test
  void givesNothingUpThatIsGone() {
    Document document = tenant.withDocument(dataset, paragraphs(1));
    stores.documents().remove(tenant.id(), document.id());

    assertThat(
            ingestDocument.giveUp(
                tenant.id(), document.id(), IngestionLease.UNSHARED, DocumentError.INTERNAL))
        .isEqualTo(Result.GONE);
  }

  enum Stage {
    READING,
    CUTTING,
    EMBEDDING,
    INDEXING
  }

  private void during(Stage stage, Runnable change) {
    switch (stage) {
      case READING -> whileReading = change;
      case CUTTING -> whileCutting = change;
      case EMBEDDING -> whileEmbedding = change;
      case INDEXING -> whileIndexing = change;
    }
  }

  private void assertNothingLeft(Document document) {
    assertThat(found("ladder")).isEmpty();
    assertThat(index.revisions(tenant.id())).isEmpty();
    assertThat(stores.documents().find(tenant.id(), document.id())).isEmpty();
    assertThat(stores.documents().text(tenant.id(), document.id())).isEmpty();
    assertThat(chunks(document)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void leavesNothingOfADocumentThatIsRemovedMeanwhile(Stage stage) {
    Document document = tenant.withDocument(dataset, paragraphs(20));
    RemoveDocument removeDocument =
        new RemoveDocument(stores.documents(), index, stores.unitOfWork(), stores.audit());
    during(stage, () -> removeDocument.remove(tenant.admin(), dataset.id(), document.id()));

    assertThat(ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED))
        .isEqualTo(Result.GONE);

    assertNothingLeft(document);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void leavesNothingOfADocumentWhoseTenantIsRemovedMeanwhile(Stage stage) {
    Document document = tenant.withDocument(dataset, paragraphs(20));
    during(
        stage,
        () -> {
          stores.tenants().remove(tenant.id());
          index.removeTenant(tenant.id());
        });

    assertThat(ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED))
        .isEqualTo(Result.GONE);

    assertNothingLeft(document);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void keepsTitleAndTagsThatAreChangedMeanwhile(Stage stage) {
    Document document = tenant.withDocument(dataset, paragraphs(20));
    ChangeDocument changeDocument =
        new ChangeDocument(
            stores.documents(),
            stores.chunks(),
            index,
            stores.unitOfWork(),
            stores.audit(),
            Clock.fixed(NOW, ZoneOffset.UTC));
    during(
        stage,
        () ->
            Outcomes.done(
                changeDocument.change(
                    new ChangeDocument.Command(
                        tenant.admin(),
                        dataset.id(),
                        document.id(),
                        "Renamed",
                        List.of("steel")))));

    assertThat(ingestDocument.ingest(tenant.id(), document.id(), IngestionLease.UNSHARED))
        .isEqualTo(Result.INDEXED);

    assertThat(inStore(document).title()).isEqualTo("Renamed");
    assertThat(inStore(document).tags()).containsExactly("steel");
    assertThat(inStore(document).status()).isEqualTo(DocumentStatus.INDEXED);
    Filter steel = new Filter(Set.of(), Set.of(), Set.of("steel"));
    assertThat(index.keyword(tenant.id(), "ladder", steel, 100)).hasSize(20);
    assertThat(index.revisions(tenant.id()))
        .isEqualTo(stores.documents().indexedRevisions(tenant.id()));
  }

  @Test
  void answersAlikeForForeignAndUnknownDocuments() {
    Document foreign = other.withDocument(other.withSmallChunks(), paragraphs(1));

    assertThat(ingestDocument.ingest(tenant.id(), foreign.id(), IngestionLease.UNSHARED))
        .isEqualTo(Result.GONE);
    assertThat(
            ingestDocument.ingest(
                tenant.id(), new DocumentId(Fixtures.id()), IngestionLease.UNSHARED))
        .isEqualTo(Result.GONE);
    assertThat(
            ingestDocument.giveUp(
                tenant.id(), foreign.id(), IngestionLease.UNSHARED, DocumentError.INTERNAL))
        .isEqualTo(Result.GONE);

    assertThat(inStore(foreign)).isEqualTo(foreign);
    assertThat(index.revisions(other.id())).isEmpty();
  }
}

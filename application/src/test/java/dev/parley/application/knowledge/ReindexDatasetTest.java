package dev.parley.application.knowledge;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.ReindexDataset.Command;
import dev.parley.application.knowledge.RetrievePassages.Retrieved;
import dev.parley.application.model.EmbeddingMeter;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.model.WatchedEmbeddingModel;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.schedule.EmbeddingQueues;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.FusionMethod;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.knowledge.Reindexing.Status;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.knowledge.TimeSpan;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Datasets that are cut and embedded anew beside what searches see. */
class ReindexDatasetTest {
  private static final ChunkingSettings SMALL = new ChunkingSettings(32, 0, ChunkingStrategy.PLAIN);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Dataset dataset = tenant.withDataset();
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();
  private final EmbeddingModel old = new Named(Fixtures.EMBEDDING_MODEL);
  private final EmbeddingModel model = new Named("new");
  private final Set<DocumentId> enqueued = new LinkedHashSet<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private Instant now = NOW;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private Runnable whileEmbedding = () -> {};
  private Runnable whileIndexing = () -> {};
  private int extracted;

  private final PassageIndex watchedIndex =
      new WatchedPassageIndex(index, () -> whileIndexing.run());
  private final Models models = new Models();
  private final BeginReindexing beginReindexing =
      new BeginReindexing(stores.datasets(), stores.reindexings(), Fixtures::id, clock);
  private final KeepDatasets keepDatasets =
      new KeepDatasets(
          stores.datasets(),
          stores.documents(),
          stores.reindexings(),
          beginReindexing,
          index,
          model,
          stores.unitOfWork(),
          stores.audit(),
          Fixtures::id,
          clock);
  private final ReindexDataset reindexDataset =
      new ReindexDataset(
          stores.datasets(),
          stores.reindexings(),
          beginReindexing,
          keepDatasets,
          stores.unitOfWork(),
          stores.audit());
  private final AdvanceReindexings advanceReindexings =
      new AdvanceReindexings(
          stores.datasets(),
          stores.documents(),
          stores.reindexings(),
          stores.chunks(),
          watchedIndex,
          (owner, document) -> enqueued.add(document),
          stores.unitOfWork(),
          clock);
  private final IngestDocument ingestDocument =
      new IngestDocument(
          stores.datasets(),
          stores.documents(),
          stores.chunks(),
          stores.drafts(),
          watchedIndex,
          new InMemoryPageFetcher(),
          new WatchedExtractor(new InMemoryTextExtractor(), () -> extracted++),
          models,
          new Chunker(new EstimatingTokenCounter()),
          stores.reindexings(),
          EmbeddingMeter.NONE,
          stores.unitOfWork(),
          Fixtures::id,
          clock);

  private final RetrievePassages retrievePassages =
      new RetrievePassages(
          index, stores.chunks(), stores.datasets(), models, Fixtures.UNBOOKED, executor);

  @AfterEach
  void close() {
    executor.close();
  }

  /** A model whose vectors are those of words, under a name. */
  private record Named(String name) implements EmbeddingModel {
    private static final HashingEmbeddingModel HASHING = new HashingEmbeddingModel();

    @Override
    public int dimension() {
      return HASHING.dimension();
    }

    @Override
    public List<float[]> embed(List<String> texts) {
      return HASHING.embed(texts);
    }
  }

  /** Both models, the new one being the installation's. */
  private final class Models implements EmbeddingModels, EmbeddingQueues {
    private final Map<String, EmbeddingModel> byName = Map.of(old.name(), old, model.name(), model);
    private boolean isOldThere = true;
    private boolean isBroken;

    @Override
    public EmbeddingModel model() {
      return model;
    }

    @Override
    public Optional<EmbeddingModel> model(String name) {
      return Optional.ofNullable(byName.get(name))
          .filter(found -> isOldThere || found.equals(model));
    }

    @Override
    public EmbeddingBatches batches() {
      return of(model);
    }

    @Override
    public Optional<EmbeddingBatches> batches(String name) {
      return model(name).map(this::of);
    }

    private EmbeddingBatches of(EmbeddingModel one) {
      return Queues.batches(
          new WatchedEmbeddingModel(
              one,
              texts -> {
                whileEmbedding.run();
                if (isBroken && texts.stream().anyMatch(text -> text.contains("brittle"))) {
                  throw new IllegalStateException("planned");
                }
              }));
    }
  }

  private static String text(String what) {
    return IntStream.rangeClosed(1, 6)
        .mapToObj(
            number ->
                what
                    + " number "
                    + number
                    + " stands in the northern hall beside the tall steel ladder, and its"
                    + " valve closes when the pressure drops.")
        .collect(Collectors.joining("\n\n"));
  }

  private Document indexed(String what) {
    Document document = tenant.withDocument(dataset, text(what));
    ingest(document.id());
    return document;
  }

  private void ingest(DocumentId document) {
    ingestDocument.ingest(tenant.id(), document, IngestionLease.UNSHARED);
  }

  private Reindexing reindex(ChunkingSettings chunking) {
    return Outcomes.done(reindexDataset.reindex(command(chunking)));
  }

  private Command command(ChunkingSettings chunking) {
    return new Command(tenant.admin(), dataset.id(), chunking, null);
  }

  private void advance() {
    advanceReindexings.advanceAll(switched -> {});
  }

  /** Has everything done that waits. */
  private void work() {
    List<DocumentId> taken = List.copyOf(enqueued);
    enqueued.clear();
    taken.forEach(this::ingest);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  /** Brings the reindexing that is under way to its end. */
  private void finish() {
    advance();
    work();
    pass(Reindexing.REST);
    advance();
  }

  private Reindexing state() {
    return Outcomes.done(reindexDataset.find(tenant.id(), dataset.id()));
  }

  private Document stored(Document document) {
    return stores.documents().find(tenant.id(), document.id()).orElseThrow();
  }

  private List<ChunkId> chunks(Document document) {
    return stores
        .chunks()
        .list(tenant.id(), document.id(), new PageRequest(1, 100))
        .items()
        .stream()
        .map(Chunk::id)
        .toList();
  }

  private Set<ChunkId> found(SearchMode mode) {
    return passages(mode).stream().map(passage -> passage.chunk().id()).collect(Collectors.toSet());
  }

  private List<Passage> passages(SearchMode mode) {
    return passages(Filter.ALL, mode);
  }

  private List<Passage> passages(Filter filter, SearchMode mode) {
    return retrieved(filter, mode).passages();
  }

  private Retrieved retrieved(Filter filter, SearchMode mode) {
    return retrievePassages.retrieve(
        new RetrievePassages.Query(
            tenant.id(),
            StoredTenant.OWNER,
            "ladder",
            filter,
            new RetrievalSettings(50, 0, mode, 0, FusionMethod.WEIGHTED, 0.5)));
  }

  private Filter inDataset() {
    return new Filter(Set.of(dataset.id()), Set.of(), Set.of());
  }

  /** That searches find these documents in the cut that is listed, by meaning and by words. */
  private void assertFound(Document... documents) {
    Set<ChunkId> expected =
        List.of(documents).stream()
            .flatMap(document -> chunks(document).stream())
            .collect(Collectors.toSet());
    assertThat(expected).isNotEmpty();
    for (SearchMode mode : SearchMode.values()) {
      assertThat(found(mode)).as("%s", mode).isEqualTo(expected);
      assertThat(passages(inDataset(), mode)).as("%s", mode).hasSameSizeAs(expected);
    }
  }

  /** Has a document be of a language, or of none as before languages were told. */
  private Document writtenIn(@Nullable Language language, Document document) {
    Document changed = stored(document).writtenIn(language);
    assertThat(stores.documents().update(changed)).isTrue();
    index.put(tenant.id(), document.id(), stores.chunks().ofDocument(tenant.id(), document.id()));
    return changed;
  }

  private Set<DocumentId> written(Language language) {
    Filter filter = new Filter(Set.of(), Set.of(), Set.of(), Set.of(language), TimeSpan.ALWAYS);
    return passages(filter, SearchMode.HYBRID).stream()
        .map(passage -> passage.chunk().document())
        .collect(Collectors.toSet());
  }

  @Test
  void tellsTheLanguageOfDocumentsOfWhichItIsNotKnown() {
    Language english = new Language("en");
    Language french = new Language("fr");
    Document pump = writtenIn(null, indexed("Pump"));
    Document brittle = writtenIn(null, indexed("brittle"));
    Document valve = writtenIn(french, indexed("Valve"));
    assertThat(written(english)).isEmpty();
    reindex(SMALL);
    advance();

    ingest(pump.id());
    assertThat(stored(pump)).isEqualTo(pump.writtenIn(english));
    assertThat(written(english)).as("in the old cut, too").containsExactly(pump.id());
    assertThat(
            ingestDocument.giveUp(
                tenant.id(), brittle.id(), IngestionLease.UNSHARED, DocumentError.INTERNAL))
        .isEqualTo(IngestDocument.Result.INDEXED);
    assertThat(stored(brittle)).isEqualTo(brittle.writtenIn(english));
    ingest(valve.id());
    pass(Reindexing.REST);
    advance();

    assertThat(state().status()).isEqualTo(Status.SWITCHED);
    assertThat(written(english)).containsExactlyInAnyOrder(pump.id(), brittle.id());
    assertThat(written(french)).containsExactly(valve.id());
  }

  @Test
  void showsTheNewCutOfAllDocumentsAtOnce() {
    Document pump = indexed("Pump");
    Document valve = indexed("Valve");
    List<ChunkId> before = List.of(chunks(pump).getFirst(), chunks(valve).getFirst());
    reindex(SMALL);

    assertThat(state().documents()).isEqualTo(2);
    advance();
    assertThat(enqueued).containsExactlyInAnyOrder(pump.id(), valve.id());
    assertThat(stored(pump).status()).isEqualTo(DocumentStatus.INDEXED);
    ingest(pump.id());
    assertThat(state().done()).isEqualTo(1);
    assertThat(found(SearchMode.HYBRID)).containsExactlyInAnyOrderElementsOf(before);
    ingest(valve.id());
    advance();
    assertThat(state().status()).as("it rests first").isEqualTo(Status.BUILDING);
    assertFound(pump, valve);
    assertThat(chunks(pump)).hasSize(1);

    pass(Reindexing.REST);
    advance();

    assertThat(state().status()).isEqualTo(Status.SWITCHED);
    assertThat(chunks(pump)).hasSize(6);
    assertFound(pump, valve);
    assertThat(stored(pump).chunks()).isEqualTo(6);
    Dataset shown = stores.datasets().find(tenant.id(), dataset.id()).orElseThrow();
    assertThat(shown.chunking()).isEqualTo(SMALL);
    assertThat(shown.embeddingModel()).isEqualTo("new");
    assertThat(extracted).as("texts are not read again").isEqualTo(2);
  }

  @Test
  void removesTheOldChunksAWhileAfterTheSwitch() {
    Document pump = indexed("Pump");
    List<ChunkId> old = chunks(pump);
    reindex(SMALL);
    finish();
    assertThat(stores.chunks().find(tenant.id(), old)).hasSize(1);

    pass(Reindexing.LEFTOVERS_KEPT);
    advance();

    assertThat(stores.chunks().find(tenant.id(), old)).isEmpty();
    assertThat(PassageIndexContract.ids(index.keyword(tenant.id(), "ladder", Filter.ALL, 100)))
        .containsExactlyInAnyOrderElementsOf(chunks(pump));
    advance();
    assertThat(state().leftoversFrom()).isNull();
    assertThat(stores.datasets().shown(tenant.id(), Set.of()).alone()).isTrue();
    assertFound(pump);
  }

  @Test
  void findsByTheOldModelUntilTheSwitch() {
    Document pump = indexed("Pump");
    reindex(dataset.chunking());
    advance();
    work();
    assertThat(passages(SearchMode.SEMANTIC)).hasSize(1);
    assertThat(stores.chunks().vectors(tenant.id(), old.name(), chunks(pump))).hasSize(1);

    pass(Reindexing.REST);
    advance();

    assertThat(passages(SearchMode.SEMANTIC)).hasSize(1);
    assertThat(stores.chunks().vectors(tenant.id(), "new", chunks(pump))).hasSize(1);
  }

  @Test
  void findsByWordsAndSaysSoWhereTheOldModelCannotBeHad() {
    indexed("Pump");
    models.isOldThere = false;
    reindex(SMALL);

    for (SearchMode mode : SearchMode.values()) {
      Retrieved retrieved = retrieved(Filter.ALL, mode);
      assertThat(retrieved.passages()).as("by %s", mode).hasSize(1);
      assertThat(retrieved.warnings())
          .as("by %s", mode)
          .isEqualTo(mode == SearchMode.KEYWORD ? List.of() : List.of(Warning.MEANING_UNAVAILABLE));
    }
    finish();
    assertThat(retrieved(Filter.ALL, SearchMode.SEMANTIC).passages()).hasSize(6);
    assertThat(retrieved(Filter.ALL, SearchMode.SEMANTIC).warnings()).isEmpty();
  }

  @Test
  void findsInDatasetsOfBothModelsAtOnce() {
    Document pump = indexed("Pump");
    reindex(SMALL);
    finish();
    Dataset second = tenant.withDataset();
    Document valve = tenant.withDocument(second, text("Valve"));
    ingest(valve.id());

    List<Passage> found = passages(SearchMode.SEMANTIC);

    assertThat(found).hasSize(7);
    assertThat(found).extracting(passage -> passage.chunk().document()).contains(pump.id());
    assertThat(found)
        .filteredOn(passage -> passage.chunk().document().equals(valve.id()))
        .singleElement()
        .satisfies(passage -> assertThat(passage.scores().semantic()).isBetween(0.0, 0.5));
  }

  @Test
  void keepsWhatIsUploadedMeanwhileRightOnBothSides() {
    Document pump = indexed("Pump");
    reindex(SMALL);
    advance();
    work();
    Document valve = indexed("Valve");

    assertThat(state().waiting()).isEqualTo(1);
    assertFound(pump, valve);
    assertThat(chunks(valve)).hasSize(1);
    assertThat(stores.chunks().vectors(tenant.id(), old.name(), chunks(valve))).hasSize(1);
    pass(Reindexing.REST);
    advance();
    assertThat(state().status()).as("waits for the upload").isEqualTo(Status.BUILDING);
    finish();

    assertThat(state().status()).isEqualTo(Status.SWITCHED);
    assertThat(chunks(valve)).hasSize(6);
    assertFound(pump, valve);
  }

  @Test
  void doesOnceMoreWhatIsInWorkWhileSearchesAreSwitched() {
    indexed("Pump");
    reindex(SMALL);
    Document valve = tenant.withDocument(dataset, text("Valve"));
    whileEmbedding =
        () -> {
          whileEmbedding = () -> {};
          finish();
        };

    assertThat(ingestDocument.ingest(tenant.id(), valve.id(), IngestionLease.UNSHARED))
        .isEqualTo(IngestDocument.Result.SUPERSEDED);
    assertThat(state().status()).isEqualTo(Status.SWITCHED);
    ingest(valve.id());

    assertThat(chunks(valve)).hasSize(6);
    assertThat(stores.chunks().vectors(tenant.id(), "new", chunks(valve))).hasSize(6);
  }

  @Test
  void doesADocumentOnceMoreThatIsIngestedAgain() {
    Document pump = indexed("Pump");
    reindex(SMALL);
    advance();
    work();
    assertThat(state().waiting()).isZero();
    stores.documents().update(stored(pump).progressed(DocumentStatus.QUEUED, 0, now));

    ingest(pump.id());

    assertThat(state().waiting()).isEqualTo(1);
    assertFound(pump);
    finish();
    assertThat(chunks(pump)).hasSize(6);
    assertFound(pump);
  }

  @Test
  void leavesADocumentToWhoeverIsAboutToReplaceIt() {
    Document pump = indexed("Pump");
    reindex(SMALL);
    advance();
    Document queued = stored(pump).progressed(DocumentStatus.QUEUED, 0, now);
    whileEmbedding =
        () -> {
          whileEmbedding = () -> {};
          stores.documents().update(queued);
        };

    work();

    assertThat(stored(pump)).isEqualTo(queued);
    ingest(pump.id());
    assertThat(stored(pump).status()).isEqualTo(DocumentStatus.INDEXED);
    finish();
    assertThat(state().status()).isEqualTo(Status.SWITCHED);
    assertFound(pump);
  }

  @Test
  void forgetsWhatIsRemovedMeanwhile() {
    Document pump = indexed("Pump");
    Document valve = indexed("Valve");
    reindex(SMALL);
    advance();
    ingest(valve.id());
    RemoveDocument remove =
        new RemoveDocument(stores.documents(), index, stores.unitOfWork(), stores.audit());

    Outcomes.done(remove.remove(tenant.admin(), dataset.id(), valve.id()));

    assertFound(pump);
    finish();
    assertThat(state().documents()).isEqualTo(1);
    assertThat(state().status()).isEqualTo(Status.SWITCHED);
    assertFound(pump);
  }

  @Test
  void leavesNothingInTheIndexOfWhatIsRemovedWhileItIsPutThere() {
    Document pump = indexed("Pump");
    RemoveDocument remove =
        new RemoveDocument(stores.documents(), index, stores.unitOfWork(), stores.audit());
    reindex(SMALL);
    advance();
    whileIndexing = () -> Outcomes.done(remove.remove(tenant.admin(), dataset.id(), pump.id()));

    work();

    assertThat(index.revisions(tenant.id())).isEmpty();
  }

  @Test
  void leavesNothingInTheIndexOfWhatIsRemovedWhileItIsTidied() {
    Document pump = indexed("Pump");
    RemoveDocument remove =
        new RemoveDocument(stores.documents(), index, stores.unitOfWork(), stores.audit());
    reindex(SMALL);
    finish();
    pass(Reindexing.LEFTOVERS_KEPT);
    whileIndexing = () -> Outcomes.done(remove.remove(tenant.admin(), dataset.id(), pump.id()));

    advance();

    assertThat(index.revisions(tenant.id())).isEmpty();
  }

  @Test
  void leavesADocumentThatCannotBeDoneInItsOldCut() {
    Document pump = indexed("Pump");
    Document brittle = indexed("brittle");
    models.isBroken = true;
    reindex(SMALL);
    advance();
    ingest(pump.id());

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatIllegalStateException().isThrownBy(() -> ingest(brittle.id()));
    }
    assertThat(
            ingestDocument.giveUp(
                tenant.id(), brittle.id(), IngestionLease.UNSHARED, DocumentError.INTERNAL))
        .isEqualTo(IngestDocument.Result.INDEXED);
    pass(Reindexing.REST);
    advance();

    assertThat(state().status()).isEqualTo(Status.SWITCHED);
    assertThat(state().done()).isEqualTo(1);
    assertThat(state().failures()).containsExactly(brittle.id());
    assertThat(stored(brittle).status()).isEqualTo(DocumentStatus.INDEXED);
    assertThat(chunks(brittle)).hasSize(1);
    assertThat(chunks(pump)).hasSize(6);
    assertThat(found(SearchMode.HYBRID)).containsAll(chunks(brittle)).containsAll(chunks(pump));
    models.isBroken = false;
    stores.documents().update(stored(brittle).progressed(DocumentStatus.QUEUED, 0, now));
    ingest(brittle.id());
    assertThat(chunks(brittle)).hasSize(6);
    assertThat(state().failures()).isEmpty();
  }

  @Test
  void keepsWhatIsSeenWhenItIsCancelled() {
    Document pump = indexed("Pump");
    List<ChunkId> before = chunks(pump);
    reindex(SMALL);
    advance();
    work();

    Reindexing cancelled = Outcomes.done(reindexDataset.cancel(tenant.admin(), dataset.id()));

    assertThat(cancelled.status()).isEqualTo(Status.CANCELLED);
    pass(Reindexing.LEFTOVERS_KEPT);
    advance();
    assertThat(chunks(pump)).isEqualTo(before);
    assertFound(pump);
    assertThat(stores.datasets().find(tenant.id(), dataset.id())).contains(dataset);
    assertThat(Outcomes.refusal(reindexDataset.cancel(tenant.admin(), dataset.id())))
        .isInstanceOf(Refusal.Conflict.class);
    assertThat(PassageIndexContract.ids(index.keyword(tenant.id(), "ladder", Filter.ALL, 100)))
        .isEqualTo(before);
  }

  @Test
  void leavesDocumentsAloneThatWaitForAnEditionThatIsGivenUp() {
    Document pump = indexed("Pump");
    Document valve = indexed("Valve");
    List<ChunkId> before = chunks(pump);
    reindex(SMALL);
    advance();
    Outcomes.done(reindexDataset.cancel(tenant.admin(), dataset.id()));
    Document untouched = stored(pump);

    assertThat(ingestDocument.ingest(tenant.id(), pump.id(), IngestionLease.UNSHARED))
        .isEqualTo(IngestDocument.Result.INDEXED);
    assertThat(
            ingestDocument.giveUp(
                tenant.id(), valve.id(), IngestionLease.UNSHARED, DocumentError.INTERNAL))
        .isEqualTo(IngestDocument.Result.INDEXED);

    assertThat(stored(pump)).isEqualTo(untouched);
    assertThat(stored(valve).status()).isEqualTo(DocumentStatus.INDEXED);
    assertThat(chunks(pump)).isEqualTo(before);
    assertThat(extracted).as("texts are not read again").isEqualTo(2);
    assertFound(pump, valve);
  }

  @Test
  void storesNothingForAnEditionThatWasGivenUpMeanwhile() {
    Document pump = indexed("Pump");
    reindex(SMALL);
    advance();
    whileEmbedding =
        () -> {
          whileEmbedding = () -> {};
          Outcomes.done(reindexDataset.cancel(tenant.admin(), dataset.id()));
        };

    work();

    assertThat(stores.chunks().ofDocument(tenant.id(), pump.id()).beside()).isNull();
    assertThat(stores.drafts().vectors(tenant.id(), pump.id(), model.name())).isEmpty();
    assertThat(state().status()).isEqualTo(Status.CANCELLED);
    assertFound(pump);
  }

  @Test
  void givesUpWhatIsBuiltForASecondRequest() {
    Document pump = indexed("Pump");
    reindex(SMALL);
    advance();
    work();
    ChunkingSettings smaller = new ChunkingSettings(64, 0, ChunkingStrategy.PLAIN);

    Reindexing second = reindex(smaller);

    assertThat(second.done()).isZero();
    assertThat(state().waiting()).isEqualTo(1);
    finish();
    assertThat(state().chunking()).isEqualTo(smaller);
    assertThat(chunks(pump)).hasSize(3);
    assertFound(pump);
    pass(Reindexing.LEFTOVERS_KEPT);
    advance();
    assertFound(pump);
    assertThat(PassageIndexContract.ids(index.keyword(tenant.id(), "ladder", Filter.ALL, 100)))
        .hasSize(3);
  }

  @Test
  void takesAFewDocumentsAtATime() {
    for (int number = 0; number < 40; number++) {
      indexed("Pump " + number);
    }
    reindex(SMALL);

    advance();
    advance();
    assertThat(enqueued).hasSize(16);
    work();
    advance();
    assertThat(enqueued).hasSize(16);
    work();
    advance();
    work();
    assertThat(state().waiting()).isZero();
  }

  @Test
  void takesNoMoreThanAFewOfAllDatasets() {
    for (int number = 0; number < 5; number++) {
      Dataset each = other.withDataset();
      for (int document = 0; document < 17; document++) {
        Document stored = other.withDocument(each, "Pump " + document);
        ingestDocument.ingest(other.id(), stored.id(), IngestionLease.UNSHARED);
      }
      Outcomes.done(reindexDataset.reindex(new Command(other.admin(), each.id(), SMALL, null)));
    }

    advance();
    advance();

    assertThat(enqueued).hasSize(64);
  }

  @Test
  void doesNothingOnceMoreThatWasDoneBeforeACrash() {
    Document pump = indexed("Pump");
    List<ChunkId> before = chunks(pump);
    reindex(SMALL);
    advance();
    work();

    ingest(pump.id());

    assertThat(state().done()).isEqualTo(1);
    assertThat(chunks(pump)).isEqualTo(before);
  }

  @Test
  void leavesAloneWhatIsBeingIngestedAndWhatHasNoChunks() {
    Document waiting = tenant.withDocument(dataset, "Pumps");
    Document failed = tenant.withDocument(dataset, "Valves").failed(DocumentError.CORRUPT, NOW);
    stores.documents().update(failed);
    Document pump = indexed("Pump");
    stores.documents().update(stored(pump).begun(now));
    reindex(SMALL);

    assertThat(state().documents()).isEqualTo(1);
    advance();
    assertThat(enqueued).isEmpty();
    stores.documents().update(stored(pump).progressed(DocumentStatus.INDEXED, 1, now));
    finish();

    assertThat(state().status()).isEqualTo(Status.SWITCHED);
    ingest(waiting.id());
    assertThat(stores.chunks().vectors(tenant.id(), "new", chunks(waiting))).hasSize(1);
  }

  @Test
  void changesAnEmptyDatasetAtOnce() {
    Reindexing begun = reindex(SMALL);

    assertThat(begun.status()).isEqualTo(Status.SWITCHED);
    Dataset shown = stores.datasets().find(tenant.id(), dataset.id()).orElseThrow();
    assertThat(shown.chunking()).isEqualTo(SMALL);
    assertThat(shown.embeddingModel()).isEqualTo("new");
    Document pump = indexed("Pump");
    assertThat(chunks(pump)).hasSize(6);
    assertFound(pump);
  }

  @Test
  void beginsWhenTheChunkingOfADatasetIsChanged() {
    Document pump = indexed("Pump");
    KeepDatasets.Settings small = new KeepDatasets.Settings(null, null, null, null, SMALL);
    KeepDatasets.Settings asItWas =
        new KeepDatasets.Settings(null, null, null, null, dataset.chunking());

    Dataset unchanged = Outcomes.done(keepDatasets.change(tenant.admin(), dataset.id(), asItWas));
    assertThat(Outcomes.refusal(reindexDataset.find(tenant.id(), dataset.id())))
        .isEqualTo(new Refusal.NotFound("reindexing"));
    Dataset changing = Outcomes.done(keepDatasets.change(tenant.admin(), dataset.id(), small));

    assertThat(unchanged.chunking()).isEqualTo(dataset.chunking());
    assertThat(changing.chunking()).isEqualTo(dataset.chunking());
    Reindexing building = state();
    assertThat(building.chunking()).isEqualTo(SMALL);
    Outcomes.done(keepDatasets.change(tenant.admin(), dataset.id(), small));
    assertThat(state()).as("it is being built already").isEqualTo(building);
    finish();
    assertThat(chunks(pump)).hasSize(6);
  }

  @Test
  void endsWhenTheChunkingIsPutBack() {
    indexed("Pump");
    reindex(dataset.chunking());
    finish();
    KeepDatasets.Settings small = new KeepDatasets.Settings(null, null, null, null, SMALL);
    KeepDatasets.Settings asItWas =
        new KeepDatasets.Settings(null, null, null, null, dataset.chunking());
    Outcomes.done(keepDatasets.change(tenant.admin(), dataset.id(), small));

    Outcomes.done(keepDatasets.change(tenant.admin(), dataset.id(), asItWas));

    assertThat(state().status()).isEqualTo(Status.CANCELLED);
  }

  @Test
  void renewsTheDatasetsOfAllTenantsThatAnotherModelEmbedded() {
    Document pump = indexed("Pump");
    Dataset theirs = other.withDataset();
    RenewDatasets renewDatasets =
        new RenewDatasets(
            stores.tenants(),
            stores.datasets(),
            stores.reindexings(),
            beginReindexing,
            models,
            stores.unitOfWork());

    assertThat(renewDatasets.renewAll()).isEqualTo(2);
    assertThat(renewDatasets.renewAll()).as("they are being renewed").isZero();

    assertThat(state().chunking()).isEqualTo(dataset.chunking());
    assertThat(state().embeddingModel()).isEqualTo("new");
    assertThat(stores.datasets().find(other.id(), theirs.id()).orElseThrow().embeddingModel())
        .as("an empty one")
        .isEqualTo("new");
    finish();
    assertThat(stores.chunks().vectors(tenant.id(), "new", chunks(pump))).hasSize(1);
    assertThat(renewDatasets.renewAll()).isZero();
  }

  @Test
  void refusesWhatCannotBe() {
    indexed("Pump");
    assertThat(
            Outcomes.refusal(
                reindexDataset.reindex(new Command(other.admin(), dataset.id(), SMALL, null))))
        .isEqualTo(new Refusal.NotFound("dataset"));
    assertThat(
            Outcomes.refusal(
                reindexDataset.reindex(
                    new Command(tenant.admin(), new DatasetId(Fixtures.id()), SMALL, null))))
        .isEqualTo(new Refusal.NotFound("dataset"));
    assertThat(
            Outcomes.refusal(
                reindexDataset.reindex(
                    new Command(tenant.admin(), dataset.id(), SMALL, "another"))))
        .isInstanceOf(Refusal.Invalid.class);
    assertThat(Outcomes.refusal(reindexDataset.find(tenant.id(), dataset.id())))
        .isEqualTo(new Refusal.NotFound("reindexing"));
    reindex(SMALL);
    assertThat(Outcomes.refusal(reindexDataset.cancel(other.admin(), dataset.id())))
        .isEqualTo(new Refusal.NotFound("reindexing"));
    assertThat(Outcomes.refusal(reindexDataset.find(other.id(), dataset.id())))
        .isEqualTo(new Refusal.NotFound("reindexing"));
    assertThat(state().status()).isEqualTo(Status.BUILDING);
  }
}

package dev.parley.application.knowledge;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.ReindexDataset.Begun;
import dev.parley.application.knowledge.ReindexDataset.Command;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.model.WatchedEmbeddingModel;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.outcome.Refusal;
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
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReindexDatasetTest {
  private static final ChunkingSettings SMALL = new ChunkingSettings(32, 0, ChunkingStrategy.PLAIN);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Dataset dataset = tenant.withDataset();
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();
  private final HashingEmbeddingModel model = new HashingEmbeddingModel();
  private final List<DocumentId> enqueued = new ArrayList<>();
  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private Runnable whileEmbedding = () -> {};
  private int extracted;

  private final ReindexDataset reindexDataset = with(Queues.openToDocuments());
  private final IngestDocument ingestDocument =
      new IngestDocument(
          stores.datasets(),
          stores.documents(),
          stores.chunks(),
          stores.drafts(),
          index,
          new InMemoryPageFetcher(),
          new WatchedExtractor(new InMemoryTextExtractor(), () -> extracted++),
          Queues.batches(new WatchedEmbeddingModel(model, texts -> whileEmbedding.run())),
          new Chunker(new EstimatingTokenCounter()),
          stores.unitOfWork(),
          Fixtures::id,
          clock);

  private ReindexDataset with(AdmitDocument admitDocument) {
    return new ReindexDataset(
        new KeepDatasets(
            stores.datasets(),
            stores.documents(),
            index,
            model,
            stores.unitOfWork(),
            stores.audit(),
            Fixtures::id,
            clock),
        stores.documents(),
        stores.drafts(),
        (owner, document) -> enqueued.add(document),
        admitDocument,
        stores.unitOfWork(),
        stores.audit(),
        clock);
  }

  private Document indexed() {
    String text =
        IntStream.rangeClosed(1, 6)
            .mapToObj(
                number ->
                    "Pump number "
                        + number
                        + " stands in the northern hall beside the tall steel ladder, and its"
                        + " valve closes when the pressure drops.")
            .collect(Collectors.joining("\n\n"));
    Document document = tenant.withDocument(dataset, text);
    ingest(document.id());
    return document;
  }

  private void ingest(DocumentId document) {
    ingestDocument.ingest(tenant.id(), document, IngestionLease.UNSHARED);
  }

  private Command command(ChunkingSettings chunking) {
    return new Command(tenant.admin(), dataset.id(), chunking, null);
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

  /** As a search sees it: what the index finds and the store has. */
  private Set<ChunkId> found() {
    List<ChunkId> hits =
        PassageIndexContract.ids(index.keyword(tenant.id(), "ladder", Filter.ALL, 100));
    return stores.chunks().find(tenant.id(), hits).stream()
        .map(titled -> titled.chunk().id())
        .collect(Collectors.toSet());
  }

  @Test
  void cutsEveryDocumentAnewWithoutReadingIt() {
    Document document = indexed();
    assertThat(chunks(document)).hasSize(1);

    Begun begun = Outcomes.done(reindexDataset.reindex(command(SMALL)));

    assertThat(begun.documents()).isEqualTo(1);
    assertThat(begun.dataset().chunking()).isEqualTo(SMALL);
    assertThat(enqueued).containsExactly(document.id());
    assertThat(stores.documents().find(tenant.id(), document.id()).orElseThrow().status())
        .isEqualTo(DocumentStatus.QUEUED);
    ingest(document.id());
    assertThat(chunks(document)).hasSize(6);
    assertThat(found()).containsExactlyInAnyOrderElementsOf(chunks(document));
    assertThat(extracted).isEqualTo(1);
  }

  @Test
  void findsTheOldCutUntilTheNewOneIsThere() {
    Document document = indexed();
    List<ChunkId> old = chunks(document);
    Outcomes.done(reindexDataset.reindex(command(SMALL)));
    whileEmbedding = () -> assertThat(found()).containsExactlyInAnyOrderElementsOf(old);

    ingest(document.id());

    assertThat(found()).hasSize(6).doesNotContainAnyElementsOf(old);
  }

  @Test
  void hasDocumentsDoneOnceMoreThatAreInWork() {
    Document document = tenant.withDocument(dataset, "Pumps");
    Document begun = document.begun(NOW);
    stores.documents().update(begun);
    Document failed = tenant.withDocument(dataset, "Valves").failed(DocumentError.CORRUPT, NOW);
    stores.documents().update(failed);

    Outcomes.done(reindexDataset.reindex(command(SMALL)));

    assertThat(enqueued).containsExactlyInAnyOrder(document.id(), failed.id());
    assertThat(stores.documents().find(tenant.id(), document.id())).contains(begun);
  }

  @Test
  void refusesWhatCannotBe() {
    Document document = indexed();
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
    ReindexDataset full =
        with(new AdmitDocument(owner -> new Backlog.Counts(1, 1), new AdmitDocument.Bounds(1, 1)));
    assertThat(Outcomes.refusal(full.reindex(command(SMALL))))
        .isInstanceOf(Refusal.Unavailable.class);

    assertThat(enqueued).isEmpty();
    assertThat(stores.datasets().find(tenant.id(), dataset.id())).contains(dataset);
    assertThat(stores.documents().find(tenant.id(), document.id()).orElseThrow().status())
        .isEqualTo(DocumentStatus.INDEXED);
  }
}

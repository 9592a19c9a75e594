package dev.parley.application.knowledge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.Documents.Embedding;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Documents} does. */
public abstract class DocumentsContract {
  private Stores stores;
  private Documents documents;
  private StoredTenant tenant;
  private StoredTenant otherTenant;
  private Dataset dataset;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    documents = stores.documents();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
    dataset = tenant.withDataset();
  }

  private static Document in(TenantId tenant, Document document) {
    return new Document(
        document.id(),
        tenant,
        document.dataset(),
        document.title(),
        document.filename(),
        document.mediaType(),
        document.bytes(),
        document.contentHash(),
        document.status(),
        document.progress(),
        document.error(),
        document.attempts(),
        document.pages(),
        document.chunks(),
        document.tokens(),
        document.tags(),
        document.language(),
        document.source(),
        document.createdAt(),
        document.updatedAt());
  }

  @Test
  void findsWhatWasAdded() {
    Document document =
        Fixtures.document(tenant.id(), dataset.id(), "Pumps")
            .described("Pumps and Größen", List.of("pump", "höhe"), Fixtures.NOW.plusSeconds(1));

    assertThat(documents.add(document, "Pumps".getBytes(UTF_8))).isEmpty();

    assertThat(documents.find(tenant.id(), document.id())).contains(document);
  }

  @Test
  void keepsTheLanguageThatProcessingFinds() {
    Document document = tenant.withDocument(dataset, "Pumpen");
    Document german = document.writtenIn(new Language("de"));

    assertThat(documents.update(german)).isTrue();
    assertThat(documents.find(tenant.id(), document.id())).contains(german);
    assertThat(documents.update(german.writtenIn(null))).isTrue();
    assertThat(documents.find(tenant.id(), document.id())).contains(document);
  }

  @Test
  void answersTheDocumentThatHoldsTheSameBytes() {
    Document first = tenant.withDocument(dataset, "Pumps");
    Document second = Fixtures.document(tenant.id(), dataset.id(), "Pumps");

    Optional<Document> present = documents.add(second, "Pumps".getBytes(UTF_8));

    assertThat(present).contains(first);
    assertThat(documents.find(tenant.id(), second.id())).isEmpty();
    assertThat(documents.content(tenant.id(), second.id())).isEmpty();
  }

  @Test
  void storesTheSameBytesOnceWhenManyAddThemAtOnce() throws Exception {
    List<Document> same =
        Stream.generate(() -> Fixtures.document(tenant.id(), dataset.id(), "Pumps"))
            .limit(8)
            .toList();
    List<Callable<Optional<Document>>> additions =
        same.stream()
            .<Callable<Optional<Document>>>map(
                document -> () -> documents.add(document, "Pumps".getBytes(UTF_8)))
            .toList();
    int added = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Optional<Document>> addition : executor.invokeAll(additions)) {
        added += addition.get().isEmpty() ? 1 : 0;
      }
    }

    assertThat(added).isEqualTo(1);
    assertThat(documents.idsOf(tenant.id(), dataset.id())).hasSize(1);
  }

  @Test
  void takesTheSameBytesInAnotherDatasetAndTenant() {
    tenant.withDocument(dataset, "Pumps");
    Dataset another = tenant.withDataset();
    Dataset foreign = otherTenant.withDataset();

    Document second = tenant.withDocument(another, "Pumps");
    Document third = otherTenant.withDocument(foreign, "Pumps");

    assertThat(documents.find(tenant.id(), second.id())).contains(second);
    assertThat(documents.find(otherTenant.id(), third.id())).contains(third);
  }

  @Test
  void showsADocumentToItsTenantOnly() {
    Document document = tenant.withDocument(dataset, "Pumps");
    documents.storeText(
        tenant.id(), document.id(), new ExtractedText("Pumps", List.of(0), Markup.PLAIN));
    tenant.withChunk(document, "Pumps");

    assertThat(documents.find(otherTenant.id(), document.id())).isEmpty();
    assertThat(documents.content(otherTenant.id(), document.id())).isEmpty();
    assertThat(documents.text(otherTenant.id(), document.id())).isEmpty();
    assertThat(documents.idsOf(otherTenant.id(), dataset.id())).isEmpty();
    assertThat(documents.list(otherTenant.id(), dataset.id(), new PageRequest(1, 10)).total())
        .isZero();
    assertThat(documents.indexedRevisions(otherTenant.id())).isEmpty();
    assertThat(documents.find(tenant.id(), new DocumentId(Fixtures.id()))).isEmpty();
  }

  @Test
  void listsADatasetNewestFirst() {
    Document older = tenant.withDocument(dataset, "one");
    Document newer = tenant.withDocument(dataset, "two");
    Document newest = tenant.withDocument(dataset, "three");
    tenant.withDocument(tenant.withDataset(), "elsewhere");

    assertThat(documents.list(tenant.id(), dataset.id(), new PageRequest(1, 2)).items())
        .containsExactly(newest, newer);
    assertThat(documents.list(tenant.id(), dataset.id(), new PageRequest(2, 2)).items())
        .containsExactly(older);
    assertThat(documents.list(tenant.id(), dataset.id(), new PageRequest(1, 2)).total())
        .isEqualTo(3);
    assertThat(documents.idsOf(tenant.id(), dataset.id()))
        .containsExactlyInAnyOrder(older.id(), newer.id(), newest.id());
    assertThat(documents.idsOf(tenant.id(), new DatasetId(Fixtures.id()))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(DocumentStatus.class)
  void storesEveryStatus(DocumentStatus status) {
    Document document = tenant.withDocument(dataset, "Pumps");
    Document changed =
        status == DocumentStatus.FAILED
            ? document.failed(DocumentError.ENCRYPTED, Fixtures.NOW.plusSeconds(3))
            : document.progressed(status, 0.375, Fixtures.NOW.plusSeconds(3));

    assertThat(documents.update(changed)).isTrue();

    assertThat(documents.find(tenant.id(), document.id())).contains(changed);
  }

  @ParameterizedTest
  @EnumSource(DocumentError.class)
  void storesEveryError(DocumentError error) {
    Document failed = tenant.withDocument(dataset, "Pumps").failed(error, Fixtures.NOW);

    documents.update(failed);

    assertThat(documents.find(tenant.id(), failed.id())).contains(failed);
  }

  @Test
  void storesSizesAndDescriptionApart() {
    Document document = tenant.withDocument(dataset, "Pumps");
    Document measured =
        document.begun(Fixtures.NOW.plusSeconds(1)).measured(12, 345, 6_000_000_000L);
    Document described =
        document.described("Other title", List.of("b", "a"), Fixtures.NOW.plusSeconds(2));

    assertThat(documents.update(measured)).isTrue();
    assertThat(documents.describe(described)).isTrue();
    assertThat(documents.find(tenant.id(), document.id()))
        .contains(
            measured.described("Other title", List.of("b", "a"), Fixtures.NOW.plusSeconds(2)));

    assertThat(documents.update(measured)).isTrue();
    assertThat(documents.find(tenant.id(), document.id()))
        .contains(
            measured.described("Other title", List.of("b", "a"), Fixtures.NOW.plusSeconds(1)));
  }

  @Test
  void takesFromIngestionWhatBearsTheLastFence() {
    Document document = tenant.withDocument(dataset, "Pumps");
    long first = documents.fence(tenant.id(), document.id()).orElseThrow();
    Document begun = document.begun(Fixtures.NOW.plusSeconds(1));

    assertThat(documents.advance(begun, first)).isTrue();
    long second = documents.fence(tenant.id(), document.id()).orElseThrow();
    Document late = begun.progressed(DocumentStatus.INDEXED, 1, Fixtures.NOW.plusSeconds(2));

    assertThat(second).isGreaterThan(first);
    assertThat(documents.advance(late, first)).isFalse();
    assertThat(documents.find(tenant.id(), document.id())).contains(begun);
    assertThat(documents.advance(late, second)).isTrue();
    assertThat(documents.find(tenant.id(), document.id())).contains(late);
  }

  @Test
  void fencesNoDocumentThatIsNotTheTenants() {
    Document document = tenant.withDocument(dataset, "Pumps");
    long fence = documents.fence(tenant.id(), document.id()).orElseThrow();

    assertThat(documents.fence(otherTenant.id(), document.id())).isEmpty();
    assertThat(documents.fence(tenant.id(), new DocumentId(Fixtures.id()))).isEmpty();
    assertThat(documents.advance(in(otherTenant.id(), document), fence)).isFalse();
    assertThat(documents.hold(otherTenant.id(), document.id())).isEmpty();
    assertThat(documents.advance(document, fence)).isTrue();
  }

  @Test
  void holdsADocumentUntilTheUnitEnds() throws Exception {
    Document document = tenant.withDocument(dataset, "Pumps");
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> other =
          stores
              .unitOfWork()
              .inTenant(
                  tenant.id(),
                  () -> {
                    assertThat(documents.hold(tenant.id(), document.id())).contains(document);
                    Future<?> waiting =
                        executor.submit(() -> documents.fence(tenant.id(), document.id()));
                    assertThatExceptionOfType(TimeoutException.class)
                        .isThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS));
                    return waiting;
                  });
      assertThat(other.get(1, TimeUnit.MINUTES)).isNotNull();
    }
  }

  @Test
  void givesChunksANewRevisionWithOtherTagsButNotWithAnotherTitle() {
    Document document = tenant.withDocument(dataset, "Pumps");
    tenant.withChunk(document, "Pumps");
    long before = stores.chunks().ofDocument(tenant.id(), document.id()).revision();

    documents.describe(document.described("Other", document.tags(), Fixtures.NOW));
    assertThat(stores.chunks().ofDocument(tenant.id(), document.id()).revision()).isEqualTo(before);
    documents.describe(document.described("Other", List.of("new"), Fixtures.NOW));

    Chunks.DocumentChunks after = stores.chunks().ofDocument(tenant.id(), document.id());
    assertThat(after.revision()).isGreaterThan(before);
    assertThat(after.tags()).containsExactly("new");
    assertThat(after.chunks()).hasSize(1);
    assertThat(documents.indexedRevisions(tenant.id()))
        .containsEntry(document.id(), after.revision());
    assertThat(
            stores.chunks().replace(tenant.id(), document.id(), "model", List.of()).orElseThrow())
        .isGreaterThan(after.revision());
  }

  @Test
  void changesNoDocumentThatIsNotTheTenants() {
    Document document = tenant.withDocument(dataset, "Pumps");
    Document stolen = in(otherTenant.id(), document.begun(Fixtures.NOW));

    assertThat(documents.update(stolen)).isFalse();
    assertThat(documents.describe(stolen)).isFalse();
    assertThat(documents.update(Fixtures.document(tenant.id(), dataset.id(), "new"))).isFalse();

    assertThat(documents.find(tenant.id(), document.id())).contains(document);
  }

  @Test
  void keepsTheBytesAsTheyWere() {
    byte[] bytes = new byte[300_000];
    new Random(20260301).nextBytes(bytes);
    Document document = Fixtures.document(tenant.id(), dataset.id(), "whatever");

    documents.add(document, bytes);

    assertThat(documents.content(tenant.id(), document.id()).orElseThrow()).isEqualTo(bytes);
  }

  @Test
  void keepsTheTextAndItsPages() {
    Document document = tenant.withDocument(dataset, "Pumps");
    ExtractedText text =
        new ExtractedText("Ä € 🚰\n\"quoted\" \\ line\r\n", List.of(0, 4, 4, 9), Markup.PLAIN);
    ExtractedText later = new ExtractedText("# Later", List.of(0), Markup.MARKDOWN);

    assertThat(documents.text(tenant.id(), document.id())).isEmpty();
    documents.storeText(tenant.id(), document.id(), text);
    assertThat(documents.text(tenant.id(), document.id())).contains(text);
    documents.storeText(tenant.id(), document.id(), later);
    assertThat(documents.text(tenant.id(), document.id())).contains(later);
  }

  @Test
  void storesNoTextForADocumentThatIsGone() {
    DocumentId gone = new DocumentId(Fixtures.id());
    Document foreign = tenant.withDocument(dataset, "Pumps");
    ExtractedText text = new ExtractedText("Pumps", List.of(0), Markup.PLAIN);

    documents.storeText(tenant.id(), gone, text);
    documents.storeText(otherTenant.id(), foreign.id(), text);

    assertThat(documents.text(tenant.id(), gone)).isEmpty();
    assertThat(documents.text(tenant.id(), foreign.id())).isEmpty();
    assertThat(documents.text(otherTenant.id(), foreign.id())).isEmpty();
  }

  @Test
  void removesADocumentWithItsTextAndChunks() {
    Document document = tenant.withDocument(dataset, "Pumps");
    documents.storeText(
        tenant.id(), document.id(), new ExtractedText("Pumps", List.of(0), Markup.PLAIN));
    Chunk chunk = tenant.withChunk(document, "Pumps");

    assertThat(documents.remove(tenant.id(), document.id())).isTrue();

    assertThat(documents.find(tenant.id(), document.id())).isEmpty();
    assertThat(documents.content(tenant.id(), document.id())).isEmpty();
    assertThat(documents.text(tenant.id(), document.id())).isEmpty();
    assertThat(stores.chunks().find(tenant.id(), Set.of(chunk.id()))).isEmpty();
    assertThat(documents.indexedRevisions(tenant.id())).isEmpty();
    assertThat(documents.remove(tenant.id(), document.id())).isFalse();
  }

  @Test
  void removesNoDocumentOfAnotherTenant() {
    Document document = tenant.withDocument(dataset, "Pumps");

    assertThat(documents.remove(otherTenant.id(), document.id())).isFalse();

    assertThat(documents.find(tenant.id(), document.id())).contains(document);
  }

  @Test
  void takesBytesAgainOnceTheirDocumentIsRemoved() {
    Document first = tenant.withDocument(dataset, "Pumps");
    documents.remove(tenant.id(), first.id());

    Document second = tenant.withDocument(dataset, "Pumps");

    assertThat(documents.find(tenant.id(), second.id())).contains(second);
  }

  @Test
  void tellsRevisionsOfDocumentsThatHaveChunks() {
    Document indexed = tenant.withDocument(dataset, "one");
    Document indexedTwice = tenant.withDocument(dataset, "two");
    Document emptied = tenant.withDocument(dataset, "three");
    tenant.withDocument(dataset, "never");
    tenant.withChunk(indexed, "one");
    tenant.withChunk(indexedTwice, "two");
    tenant.withChunk(indexedTwice, "two");
    tenant.withChunk(emptied, "three");
    stores.chunks().replace(tenant.id(), emptied.id(), Fixtures.EMBEDDING_MODEL, List.of());

    assertThat(documents.indexedRevisions(tenant.id()))
        .containsOnlyKeys(indexed.id(), indexedTwice.id())
        .containsEntry(
            indexedTwice.id(),
            stores.chunks().ofDocument(tenant.id(), indexedTwice.id()).revision());
  }

  private Document page(StoredTenant owner, Dataset in, String url) {
    return Document.acceptPage(
        new DocumentId(Fixtures.id()),
        owner.id(),
        in.id(),
        "Pumps",
        WebAddress.parse(url),
        List.of("a"),
        Fixtures.NOW);
  }

  @Test
  void tellsPagesApartByTheirAddresses() {
    Document first = page(tenant, dataset, "https://example.org/a");
    Document other = page(tenant, dataset, "https://example.org/b");
    Document elsewhere = page(tenant, tenant.withDataset(), "https://example.org/a");
    Document foreign = page(otherTenant, otherTenant.withDataset(), "https://example.org/a");

    for (Document added : List.of(first, other, elsewhere, foreign)) {
      assertThat(documents.addPage(added)).isEmpty();
      assertThat(documents.find(added.tenant(), added.id())).contains(added);
    }
    assertThat(documents.addPage(page(tenant, dataset, "https://example.org/a"))).contains(first);
    assertThat(documents.content(tenant.id(), first.id())).isEmpty();
    assertThat(documents.idsOf(tenant.id(), dataset.id())).hasSize(2);
  }

  @Test
  void putsOtherBytesInPlaceOfThoseOfAPage() {
    Document upload = tenant.withDocument(dataset, "Pumps");
    Document page = page(tenant, dataset, "https://example.org/a");
    documents.addPage(page);
    Validators validators = new Validators("\"1\"", "Sun, 06 Nov 1994 08:49:37 GMT");
    Document fetched = page.fetched(5, upload.contentHash(), "text/plain", validators);

    assertThat(documents.replaceContent(fetched, "Pumps".getBytes(UTF_8))).isTrue();
    assertThat(documents.find(tenant.id(), page.id())).contains(fetched);
    assertThat(documents.content(tenant.id(), page.id()).orElseThrow())
        .asString(UTF_8)
        .isEqualTo("Pumps");
    Document later = page.fetched(1, page.contentHash(), "text/markdown", Validators.NONE);
    assertThat(documents.replaceContent(later, "P".getBytes(UTF_8))).isTrue();
    assertThat(documents.find(tenant.id(), page.id())).contains(later);
    assertThat(documents.content(tenant.id(), page.id()).orElseThrow())
        .asString(UTF_8)
        .isEqualTo("P");
    assertThat(documents.add(Fixtures.document(tenant.id(), dataset.id(), "Pumps"), new byte[5]))
        .contains(upload);
  }

  @Test
  void keepsWhetherAPageIsToBeFetched() {
    Document page = page(tenant, dataset, "https://example.org/a");
    documents.addPage(page);
    Document done = page.unchanged(Fixtures.NOW);

    assertThat(documents.update(done)).isTrue();
    assertThat(documents.find(tenant.id(), page.id())).contains(done);
    Document due = done.toBeFetched(Fixtures.NOW);
    assertThat(documents.update(due)).isTrue();
    assertThat(documents.find(tenant.id(), page.id())).contains(due);
  }

  @Test
  void putsNoBytesWhereThereIsNoSuchPage() {
    Document foreign = page(otherTenant, otherTenant.withDataset(), "https://example.org/a");
    documents.addPage(foreign);

    assertThat(documents.replaceContent(in(tenant.id(), foreign), new byte[1])).isFalse();
    assertThat(
            documents.replaceContent(page(tenant, dataset, "https://example.org/b"), new byte[1]))
        .isFalse();

    assertThat(documents.content(otherTenant.id(), foreign.id())).isEmpty();
    assertThat(documents.find(otherTenant.id(), foreign.id())).contains(foreign);
  }

  @Test
  void notesHowFarTheChunksOfADocumentHaveCome() {
    Document document = tenant.withDocument(dataset, "Pumps");
    assertThat(documents.embedding(tenant.id(), document.id())).contains(new Embedding(0, 0));

    documents.noteEmbedding(tenant.id(), document.id(), new Embedding(16, 40));
    documents.noteEmbedding(otherTenant.id(), document.id(), new Embedding(1, 2));

    assertThat(documents.embedding(tenant.id(), document.id())).contains(new Embedding(16, 40));
    assertThat(documents.embedding(otherTenant.id(), document.id())).isEmpty();
    assertThat(documents.find(tenant.id(), document.id())).contains(document);
  }

  @Test
  void tellsWhetherAFenceIsStillTheDocuments() {
    Document document = tenant.withDocument(dataset, "Pumps");
    long fence = documents.fence(tenant.id(), document.id()).orElseThrow();

    assertThat(documents.isFence(tenant.id(), document.id(), fence)).isTrue();
    assertThat(documents.isFence(otherTenant.id(), document.id(), fence)).isFalse();
    long later = documents.fence(tenant.id(), document.id()).orElseThrow();
    assertThat(documents.isFence(tenant.id(), document.id(), later)).isTrue();
    assertThat(documents.isFence(tenant.id(), document.id(), fence)).isFalse();
  }
}

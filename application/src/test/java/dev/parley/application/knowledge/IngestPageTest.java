package dev.parley.application.knowledge;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.IngestDocument.Result;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.model.EmbeddingMeter;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.model.WatchedEmbeddingModel;
import dev.parley.application.schedule.EmbeddingQueues;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.WebSource;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IngestPageTest {
  private static final WebAddress ADDRESS = WebAddress.parse("https://example.org/pumps");
  private static final Validators ONE = new Validators("\"one\"", null);
  private static final Validators TWO = new Validators("\"two\"", null);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final Dataset dataset = tenant.withDataset();
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();
  private final InMemoryPageFetcher web = new InMemoryPageFetcher();
  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private Runnable whileEmbedding = () -> {};
  private int embedded;
  private final AddPage addPage =
      new AddPage(
          stores.datasets(),
          stores.documents(),
          (owner, id) -> {},
          Queues.openToDocuments(),
          stores.unitOfWork(),
          stores.audit(),
          Fixtures::id,
          clock,
          true);
  private final IngestDocument ingestDocument =
      new IngestDocument(
          stores.datasets(),
          stores.documents(),
          stores.chunks(),
          stores.drafts(),
          index,
          web,
          new InMemoryTextExtractor(),
          EmbeddingQueues.only(
              Queues.batches(
                  new WatchedEmbeddingModel(
                      new HashingEmbeddingModel(), texts -> watchEmbedding()))),
          new Chunker(new EstimatingTokenCounter()),
          stores.reindexings(),
          EmbeddingMeter.NONE,
          stores.unitOfWork(),
          Fixtures::id,
          clock);

  private Document page = Fixtures.document(tenant.id(), dataset.id(), "replaced before each test");

  private void watchEmbedding() {
    embedded++;
    whileEmbedding.run();
  }

  @BeforeEach
  void addPage() {
    page =
        Outcomes.done(
            addPage.add(new AddPage.Command(tenant.admin(), dataset.id(), ADDRESS, "", List.of())));
  }

  private void publish(String content, Validators validators) {
    web.publish(ADDRESS, content.getBytes(UTF_8), "text/markdown", validators);
  }

  private Result ingest() {
    return ingestDocument.ingest(tenant.id(), page.id(), IngestionLease.UNSHARED);
  }

  private Result refresh() {
    Outcomes.done(addPage.refresh(tenant.admin(), dataset.id(), page.id()));
    return ingest();
  }

  private Result retry() {
    stores.documents().update(stored().progressed(DocumentStatus.QUEUED, 0, NOW));
    return ingest();
  }

  private Document stored() {
    return stores.documents().find(tenant.id(), page.id()).orElseThrow();
  }

  private WebSource source() {
    return Objects.requireNonNull(stored().source());
  }

  private String text() {
    return stores.documents().text(tenant.id(), page.id()).orElseThrow().text();
  }

  private String content() {
    return new String(stores.documents().content(tenant.id(), page.id()).orElseThrow(), UTF_8);
  }

  private boolean isFound(String word) {
    return !index.keyword(tenant.id(), word, Filter.ALL, 10).isEmpty();
  }

  private void assertHolds(String content) {
    assertThat(text()).isEqualTo(content);
    assertThat(content()).isEqualTo(content);
    assertThat(isFound(content)).isTrue();
    assertThat(stored().bytes()).isEqualTo(content.length());
  }

  @Test
  void fetchesAPageAndMakesItFindable() {
    publish("ladder", ONE);

    assertThat(ingest()).isEqualTo(Result.INDEXED);

    assertHolds("ladder");
    assertThat(stored().status()).isEqualTo(DocumentStatus.INDEXED);
    assertThat(stored().mediaType()).isEqualTo("text/markdown");
    assertThat(stored().contentHash()).isEqualTo(AddDocument.hash("ladder".getBytes(UTF_8)));
    assertThat(source()).isEqualTo(new WebSource(ADDRESS, ONE, false));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "URL_REFUSED",
        "URL_NOT_FOUND",
        "URL_PROTECTED",
        "URL_UNREACHABLE",
        "URL_ROBOTS",
        "TIMEOUT",
        "TOO_LARGE",
        "UNSUPPORTED_TYPE"
      })
  void saysWhyAPageCannotBeFetchedAndFetchesItWhenItIsTriedAgain(DocumentError error) {
    web.fail(ADDRESS, error);

    assertThat(ingest()).isEqualTo(Result.FAILED);

    assertThat(stored().error()).isEqualTo(error);
    assertThat(source().due()).isTrue();
    publish("ladder", ONE);
    assertThat(retry()).isEqualTo(Result.INDEXED);
    assertHolds("ladder");
  }

  @ParameterizedTest
  @CsvSource({"'',NO_TEXT", "' ',NO_TEXT", "'\0',UNSUPPORTED_TYPE"})
  void judgesWhatWasFetched(String content, DocumentError error) {
    publish(content, ONE);

    assertThat(ingest()).isEqualTo(Result.FAILED);

    assertThat(stored().error()).isEqualTo(error);
    assertThat(stores.documents().content(tenant.id(), page.id())).isEmpty();
    assertThat(source()).isEqualTo(new WebSource(ADDRESS, Validators.NONE, true));
  }

  @Test
  void doesNothingWhereThereIsNothingNewer() {
    publish("ladder", ONE);
    ingest();

    assertThat(refresh()).isEqualTo(Result.INDEXED);

    assertThat(embedded).isEqualTo(1);
    assertHolds("ladder");
    assertThat(stored().status()).isEqualTo(DocumentStatus.INDEXED);
    assertThat(stored().chunks()).isEqualTo(1);
    assertThat(source()).isEqualTo(new WebSource(ADDRESS, ONE, false));
  }

  @Test
  void embedsNothingWhereTheBytesAreTheSame() {
    publish("ladder", ONE);
    ingest();
    publish("ladder", TWO);

    assertThat(refresh()).isEqualTo(Result.INDEXED);

    assertThat(embedded).isEqualTo(1);
    assertThat(stored().status()).isEqualTo(DocumentStatus.INDEXED);
    assertThat(source()).isEqualTo(new WebSource(ADDRESS, TWO, false));
  }

  @Test
  void putsANewerVersionInPlaceOfTheOldOneAtOnce() {
    publish("ladder", ONE);
    ingest();
    publish("staircase", TWO);
    whileEmbedding = () -> assertHoldsStill("ladder");

    assertThat(refresh()).isEqualTo(Result.INDEXED);

    assertHolds("staircase");
    assertThat(isFound("ladder")).isFalse();
    assertThat(embedded).isEqualTo(2);
    assertThat(source()).isEqualTo(new WebSource(ADDRESS, TWO, false));
  }

  private void assertHoldsStill(String content) {
    assertHolds(content);
    assertThat(source()).isEqualTo(new WebSource(ADDRESS, ONE, true));
  }

  @Test
  void keepsTheOldVersionWhereANewerOneCannotBeFetchedOrRead() {
    publish("ladder", ONE);
    ingest();
    web.fail(ADDRESS, DocumentError.URL_UNREACHABLE);

    assertThat(refresh()).isEqualTo(Result.FAILED);
    assertHoldsStill("ladder");
    publish("\0", TWO);
    assertThat(refresh()).isEqualTo(Result.FAILED);
    assertHoldsStill("ladder");

    assertThat(stored().error()).isEqualTo(DocumentError.UNSUPPORTED_TYPE);
    publish("ladder", ONE);
    assertThat(refresh()).isEqualTo(Result.INDEXED);
    assertThat(stored().error()).isNull();
  }

  @Test
  void fetchesAgainAfterAFaultThatIsNotThePages() {
    publish("ladder", ONE);
    ingest();
    publish("staircase", TWO);
    whileEmbedding =
        () -> {
          throw new IllegalStateException("planned");
        };

    assertThatIllegalStateException().isThrownBy(this::refresh);
    assertHoldsStill("ladder");

    whileEmbedding = () -> {};
    assertThat(ingest()).isEqualTo(Result.INDEXED);
    assertHolds("staircase");
  }

  @Test
  void readsWhatItHoldsAnewWithoutFetching() {
    publish("ladder", ONE);
    ingest();
    publish("staircase", TWO);

    assertThat(retry()).isEqualTo(Result.INDEXED);

    assertHolds("ladder");
    assertThat(embedded).isEqualTo(1);
  }

  @Test
  void cutsWhatItHoldsWhereAnEarlierAttemptDidNotEndAndNothingIsNewer() {
    publish("ladder", ONE);
    ingest();
    stores.documents().update(stored().measured(1, 0, 0).failed(DocumentError.INTERNAL, NOW));

    assertThat(refresh()).isEqualTo(Result.INDEXED);

    assertHolds("ladder");
    assertThat(stored().chunks()).isEqualTo(1);
    assertThat(embedded).isEqualTo(1);
  }

  @Test
  void leavesNothingOfAPageThatIsRemovedMeanwhile() {
    publish("ladder", ONE);
    whileEmbedding = () -> stores.documents().remove(tenant.id(), page.id());

    assertThat(ingest()).isEqualTo(Result.GONE);

    assertThat(isFound("ladder")).isFalse();
    assertThat(stores.documents().content(tenant.id(), page.id())).isEmpty();
    assertThat(stores.documents().text(tenant.id(), page.id())).isEmpty();
  }
}

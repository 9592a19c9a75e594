package dev.parley.application.knowledge;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.WebSource;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddPageTest {
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final WebAddress ADDRESS = WebAddress.parse("https://example.org/docs/pumps.md");

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Dataset dataset = tenant.withDataset();
  private final List<DocumentId> enqueued = new ArrayList<>();
  private final AddPage addPage = with((owner, document) -> enqueued.add(document), true);

  private AddPage with(IngestionQueue queue, boolean fetches) {
    return new AddPage(
        stores.datasets(),
        stores.documents(),
        queue,
        Queues.openToDocuments(),
        stores.unitOfWork(),
        stores.audit(),
        Fixtures::id,
        Clock.fixed(LATER, ZoneOffset.UTC),
        fetches);
  }

  private AddPage.Command command(DatasetId wanted, String title) {
    return new AddPage.Command(tenant.admin(), wanted, ADDRESS, title, List.of("B", "a"));
  }

  private Document added() {
    Document document = Outcomes.done(addPage.add(command(dataset.id(), "")));
    enqueued.clear();
    return document;
  }

  @Test
  void storesNothingWhileTooManyDocumentsWait() {
    AddPage full =
        new AddPage(
            stores.datasets(),
            stores.documents(),
            (owner, id) -> {},
            new AdmitDocument(owner -> new Backlog.Counts(0, 2), new AdmitDocument.Bounds(2, 2)),
            stores.unitOfWork(),
            stores.audit(),
            Fixtures::id,
            Clock.fixed(NOW, ZoneOffset.UTC),
            true);

    assertThat(
            Outcomes.refusal(
                full.add(
                    new AddPage.Command(
                        tenant.admin(),
                        dataset.id(),
                        WebAddress.parse("https://example.org/full"),
                        "",
                        List.of()))))
        .isInstanceOf(Refusal.Unavailable.class);
    assertThat(stores.documents().idsOf(tenant.id(), dataset.id())).isEmpty();
  }

  @Test
  void takesAnAddressInAndHasItFetchedLater() {
    Document document = Outcomes.done(addPage.add(command(dataset.id(), "")));

    assertThat(document.title()).isEqualTo("example.org/docs/pumps.md");
    assertThat(document.filename()).isEqualTo("pumps.md");
    assertThat(document.tags()).containsExactly("b", "a");
    assertThat(document.status()).isEqualTo(DocumentStatus.QUEUED);
    assertThat(document.bytes()).isZero();
    assertThat(document.source()).isEqualTo(new WebSource(ADDRESS, Validators.NONE, true));
    assertThat(document.createdAt()).isEqualTo(LATER);
    assertThat(stores.documents().find(tenant.id(), document.id())).contains(document);
    assertThat(stores.documents().content(tenant.id(), document.id())).isEmpty();
    assertThat(enqueued).containsExactly(document.id());
    assertThat(Outcomes.done(addPage.add(command(tenant.withDataset().id(), " Pumps "))).title())
        .isEqualTo("Pumps");
  }

  @Test
  void answersTheSameAddressWithTheDocumentThatIsThere() {
    Document first = added();

    assertThat(Outcomes.done(addPage.add(command(dataset.id(), "Other")))).isEqualTo(first);

    assertThat(stores.documents().idsOf(tenant.id(), dataset.id())).hasSize(1);
    assertThat(enqueued).isEmpty();
  }

  @Test
  void refusesDatasetsThatAreNotTheTenants() {
    for (DatasetId id : List.of(other.withDataset().id(), new DatasetId(Fixtures.id()))) {
      assertThat(Outcomes.refusal(addPage.add(command(id, ""))))
          .isEqualTo(new Refusal.NotFound("dataset"));
    }
    assertThat(enqueued).isEmpty();
  }

  @Test
  void takesNoAddressWhereNothingIsFetched() {
    Document document = added();
    stores.documents().update(document.failed(DocumentError.URL_REFUSED, NOW));
    AddPage off = with((owner, id) -> enqueued.add(id), false);

    assertThat(Outcomes.code(off.add(command(dataset.id(), "")))).isEqualTo("unsupported_source");
    assertThat(Outcomes.code(off.refresh(tenant.admin(), dataset.id(), document.id())))
        .isEqualTo("not_refreshable");
    assertThat(enqueued).isEmpty();
  }

  @Test
  void storesNothingThatCannotBeEnqueued() {
    AddPage failing =
        with(
            (owner, id) -> {
              throw new IllegalStateException("planned");
            },
            true);

    assertThatIllegalStateException()
        .isThrownBy(() -> failing.add(command(dataset.id(), "")))
        .withMessage("planned");

    assertThat(stores.documents().idsOf(tenant.id(), dataset.id())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void hasAPageFetchedOnceMore(boolean failed) {
    Document document = added().fetched(3, "0".repeat(64), "text/plain", Validators.NONE);
    stores.documents().replaceContent(document, new byte[3]);
    stores
        .documents()
        .update(
            failed
                ? document.failed(DocumentError.URL_NOT_FOUND, NOW)
                : document.progressed(DocumentStatus.INDEXED, 1, NOW));

    Document queued = Outcomes.done(addPage.refresh(tenant.admin(), dataset.id(), document.id()));

    assertThat(queued.status()).isEqualTo(DocumentStatus.QUEUED);
    assertThat(queued.error()).isNull();
    assertThat(queued.source()).isEqualTo(new WebSource(ADDRESS, Validators.NONE, true));
    assertThat(stores.documents().find(tenant.id(), document.id())).contains(queued);
    assertThat(enqueued).containsExactly(document.id());
  }

  @ParameterizedTest
  @EnumSource(names = {"QUEUED", "PARSING", "CHUNKING", "EMBEDDING"})
  void leavesAPageAloneThatIsBeingProcessed(DocumentStatus status) {
    Document document = added().progressed(status, 0.5, NOW);
    stores.documents().update(document);

    assertThat(Outcomes.code(addPage.refresh(tenant.admin(), dataset.id(), document.id())))
        .isEqualTo("document_busy");
    assertThat(enqueued).isEmpty();
  }

  @Test
  void refreshesNoUpload() {
    Document upload =
        tenant.withDocument(dataset, "Pumps").progressed(DocumentStatus.INDEXED, 1, NOW);
    stores.documents().update(upload);

    assertThat(Outcomes.code(addPage.refresh(tenant.admin(), dataset.id(), upload.id())))
        .isEqualTo("not_refreshable");
  }

  @Test
  void answersAlikeForForeignAndUnknownDocumentsAndThoseOfAnotherDataset() {
    Document document = added();
    DatasetId elsewhere = tenant.withDataset().id();

    assertThat(Outcomes.refusal(addPage.refresh(other.admin(), dataset.id(), document.id())))
        .isEqualTo(new Refusal.NotFound("document"));
    assertThat(Outcomes.refusal(addPage.refresh(tenant.admin(), elsewhere, document.id())))
        .isEqualTo(new Refusal.NotFound("document"));
    assertThat(
            Outcomes.refusal(
                addPage.refresh(tenant.admin(), dataset.id(), new DocumentId(Fixtures.id()))))
        .isEqualTo(new Refusal.NotFound("document"));
    assertThat(enqueued).isEmpty();
  }
}

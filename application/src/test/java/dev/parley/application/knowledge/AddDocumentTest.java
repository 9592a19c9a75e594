package dev.parley.application.knowledge;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.AddDocument.Command;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddDocumentTest {
  private static final Instant LATER = NOW.plusSeconds(60);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Dataset dataset = tenant.withDataset();
  private final List<DocumentId> enqueued = new ArrayList<>();
  private final AddDocument addDocument = with((owner, document) -> enqueued.add(document));

  private AddDocument with(IngestionQueue queue) {
    return new AddDocument(
        stores.datasets(),
        stores.documents(),
        new InMemoryTextExtractor(),
        queue,
        Queues.openToDocuments(),
        stores.unitOfWork(),
        stores.audit(),
        Fixtures::id,
        Clock.fixed(LATER, ZoneOffset.UTC));
  }

  @Test
  void storesNothingWhileTooManyDocumentsWait() {
    AddDocument full =
        new AddDocument(
            stores.datasets(),
            stores.documents(),
            new InMemoryTextExtractor(),
            (owner, document) -> enqueued.add(document),
            new AdmitDocument(
                owner -> new Backlog.Counts(owner.equals(tenant.id()) ? 2 : 0, 2),
                new AdmitDocument.Bounds(2, 3)),
            stores.unitOfWork(),
            stores.audit(),
            Fixtures::id,
            Clock.fixed(LATER, ZoneOffset.UTC));

    assertThat(Outcomes.refusal(full.add(command("", "pumps.txt", "Pumps"))))
        .isInstanceOf(Refusal.Unavailable.class);

    assertNothingStored();
    DatasetId foreign = other.withDataset().id();
    Outcomes.done(
        full.add(
            new Command(
                other.admin(), foreign, "", "pumps.txt", List.of(), "Pumps".getBytes(UTF_8))));
    assertThat(enqueued).hasSize(1);
  }

  @Test
  void doesAJobOnceMoreWhateverTheDataset() {
    Document document = Outcomes.done(addDocument.add(command("", "pumps.txt", "Pumps")));
    assertThat(Outcomes.refusal(addDocument.retryJob(tenant.admin(), document.id())))
        .isInstanceOf(Refusal.Conflict.class);
    stores.documents().update(document.failed(DocumentError.INTERNAL, LATER));

    Outcomes.done(addDocument.retryJob(tenant.admin(), document.id()));

    assertThat(enqueued).containsExactly(document.id(), document.id());
    assertThat(Outcomes.refusal(addDocument.retryJob(other.admin(), document.id())))
        .isEqualTo(new Refusal.NotFound("job"));
  }

  private Command command(String title, String filename, String content) {
    return new Command(
        tenant.admin(), dataset.id(), title, filename, List.of(), content.getBytes(UTF_8));
  }

  private Command in(DatasetId wanted) {
    return new Command(
        tenant.admin(), wanted, "Pumps", "pumps.txt", List.of(), "Pumps".getBytes(UTF_8));
  }

  private void assertNothingStored() {
    assertThat(stores.documents().idsOf(tenant.id(), dataset.id())).isEmpty();
    assertThat(enqueued).isEmpty();
  }

  @Test
  void storesADocumentWithItsBytesAndHasItIngested() {
    Command command =
        new Command(
            tenant.admin(),
            dataset.id(),
            " Pump handbook ",
            "pumps.md",
            List.of("Pump", "pump"),
            "# Pumps".getBytes(UTF_8));

    Document document = Outcomes.done(addDocument.add(command));

    assertThat(document.title()).isEqualTo("Pump handbook");
    assertThat(document.filename()).isEqualTo("pumps.md");
    assertThat(document.mediaType()).isEqualTo("text/markdown");
    assertThat(document.tags()).containsExactly("pump");
    assertThat(document.bytes()).isEqualTo(7);
    assertThat(document.contentHash())
        .isEqualTo("692d87502f5d6a7865bc6aaf3d1d23c51f95f23b58f65f223165fa03280ec109");
    assertThat(document.status()).isEqualTo(DocumentStatus.QUEUED);
    assertThat(document.createdAt()).isEqualTo(LATER);
    assertThat(stores.documents().find(tenant.id(), document.id())).contains(document);
    assertThat(stores.documents().content(tenant.id(), document.id()).orElseThrow())
        .isEqualTo("# Pumps".getBytes(UTF_8));
    assertThat(enqueued).containsExactly(document.id());
  }

  @Test
  void namesADocumentAfterItsFileUnlessItHasATitle() {
    assertThat(Outcomes.done(addDocument.add(command(" ", "pumps.txt", "one"))).title())
        .isEqualTo("pumps.txt");
  }

  @ParameterizedTest
  @CsvSource({
    "'../../etc/passwd', passwd",
    "'C:\\Users\\me\\pumps.txt', pumps.txt",
    "'/pumps.txt', pumps.txt",
    "'a/b\\c.txt', c.txt",
    "'folder/', document",
    "'', document",
    "'   ', document"
  })
  void dropsFoldersFromFileNames(String given, String kept) {
    assertThat(Outcomes.done(addDocument.add(command("", given, "Pumps"))).filename())
        .isEqualTo(kept);
  }

  @Test
  void dropsControlCharactersFromFileNames() {
    assertThat(
            Outcomes.done(addDocument.add(command("", "pu\u0000m\r\nps\u007f.txt", "Pumps")))
                .filename())
        .isEqualTo("pumps.txt");
  }

  @Test
  void shortensFileNames() {
    Document document = Outcomes.done(addDocument.add(command("", "x".repeat(300), "Pumps")));

    assertThat(document.filename()).hasSize(255);
    assertThat(document.title()).hasSize(255);
  }

  @Test
  void refusesAnEmptyFile() {
    assertThat(Outcomes.code(addDocument.add(command("", "pumps.txt", ""))))
        .isEqualTo("empty_document");

    assertNothingStored();
  }

  @Test
  void refusesAFileThatCannotBeRead() {
    assertThat(Outcomes.code(addDocument.add(command("", "pumps.txt", "MZ\u0000\u0001"))))
        .isEqualTo("unsupported_type");

    assertNothingStored();
  }

  @Test
  void answersAlikeForForeignAndUnknownDatasets() {
    Dataset foreign = other.withDataset();

    for (DatasetId id : List.of(foreign.id(), new DatasetId(Fixtures.id()))) {
      assertThat(Outcomes.refusal(addDocument.add(in(id))))
          .isEqualTo(new Refusal.NotFound("dataset"));
    }

    assertNothingStored();
    assertThat(stores.documents().idsOf(other.id(), foreign.id())).isEmpty();
  }

  @Test
  void refusesTitlesAndTagsThatCannotBe() {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> addDocument.add(command("x".repeat(256), "pumps.txt", "Pumps")))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("title"));
    Command blankTag =
        new Command(
            tenant.admin(), dataset.id(), "", "pumps.txt", List.of(" "), "Pumps".getBytes(UTF_8));
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> addDocument.add(blankTag))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("tags"));

    assertNothingStored();
  }

  @Test
  void answersTheDocumentThatHoldsTheSameBytes() {
    Document first = Outcomes.done(addDocument.add(command("First", "first.txt", "Pumps")));

    Document second = Outcomes.done(addDocument.add(command("Second", "second.txt", "Pumps")));

    assertThat(second).isEqualTo(first);
    assertThat(stores.documents().list(tenant.id(), dataset.id(), new PageRequest(1, 10)).items())
        .containsExactly(first);
    assertThat(enqueued).containsExactly(first.id());
  }

  @Test
  void takesTheSameBytesInAnotherDatasetAndAnotherTenant() {
    Document first = Outcomes.done(addDocument.add(in(dataset.id())));
    Document second = Outcomes.done(addDocument.add(in(tenant.withDataset().id())));
    Command foreign =
        new Command(
            other.admin(),
            other.withDataset().id(),
            "",
            "p.txt",
            List.of(),
            "Pumps".getBytes(UTF_8));
    Document third = Outcomes.done(addDocument.add(foreign));

    assertThat(enqueued).containsExactly(first.id(), second.id(), third.id());
  }

  @Test
  void storesNoDocumentThatCannotBeEnqueued() {
    AddDocument failing =
        with(
            (owner, document) -> {
              assertThat(stores.documents().find(owner, document)).isPresent();
              throw new IllegalStateException("planned");
            });

    assertThatIllegalStateException()
        .isThrownBy(() -> failing.add(command("", "pumps.txt", "Pumps")))
        .withMessage("planned");

    assertNothingStored();
  }

  @Test
  void enqueuesInTheUnitOfWorkThatStores() {
    try (InMemoryIngestionQueue queue = new InMemoryIngestionQueue(1)) {
      List<DocumentId> seen = new ArrayList<>();
      AddDocument joined =
          new AddDocument(
              stores.datasets(),
              stores.documents(),
              new InMemoryTextExtractor(),
              (owner, document) -> {
                seen.add(document);
                assertThatIllegalStateException()
                    .as("another tenant's unit, since this tenant's is open")
                    .isThrownBy(() -> stores.unitOfWork().inTenant(other.id(), () -> document));
                queue.enqueue(owner, document);
              },
              Queues.openToDocuments(),
              queue.takingPartIn(stores.unitOfWork()),
              stores.audit(),
              Fixtures::id,
              Clock.fixed(LATER, ZoneOffset.UTC));

      Document document = Outcomes.done(joined.add(command("", "pumps.txt", "Pumps")));

      assertThat(seen).containsExactly(document.id());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void queuesADocumentAgainThatHasEnded(boolean failed) {
    Document document = tenant.withDocument(dataset, "Pumps");
    stores
        .documents()
        .update(
            failed
                ? document.failed(DocumentError.TIMEOUT, NOW)
                : document.progressed(DocumentStatus.INDEXED, 1, NOW));

    Document queued = Outcomes.done(addDocument.retry(tenant.admin(), dataset.id(), document.id()));

    assertThat(queued.status()).isEqualTo(DocumentStatus.QUEUED);
    assertThat(queued.progress()).isZero();
    assertThat(queued.error()).isNull();
    assertThat(stores.documents().find(tenant.id(), document.id())).contains(queued);
    assertThat(enqueued).containsExactly(document.id());
  }

  @ParameterizedTest
  @EnumSource(names = {"QUEUED", "PARSING", "CHUNKING", "EMBEDDING"})
  void leavesADocumentAloneThatIsBeingProcessed(DocumentStatus status) {
    Document document = tenant.withDocument(dataset, "Pumps").progressed(status, 0.5, NOW);
    stores.documents().update(document);

    assertThat(Outcomes.code(addDocument.retry(tenant.admin(), dataset.id(), document.id())))
        .isEqualTo("document_busy");

    assertThat(stores.documents().find(tenant.id(), document.id())).contains(document);
    assertThat(enqueued).isEmpty();
  }

  @Test
  void leavesADocumentAsItWasThatCannotBeQueuedAgain() {
    Document document = tenant.withDocument(dataset, "Pumps").failed(DocumentError.TIMEOUT, NOW);
    stores.documents().update(document);
    AddDocument failing =
        with(
            (owner, id) -> {
              throw new IllegalStateException("planned");
            });

    assertThatIllegalStateException()
        .isThrownBy(() -> failing.retry(tenant.admin(), dataset.id(), document.id()));

    assertThat(stores.documents().find(tenant.id(), document.id())).contains(document);
  }

  @Test
  void answersAlikeForForeignAndUnknownDocumentsAndThoseOfAnotherDataset() {
    Dataset foreignDataset = other.withDataset();
    Document foreign =
        other.withDocument(foreignDataset, "Pumps").failed(DocumentError.TIMEOUT, NOW);
    stores.documents().update(foreign);
    Document elsewhere =
        tenant.withDocument(tenant.withDataset(), "Pumps").failed(DocumentError.TIMEOUT, NOW);
    stores.documents().update(elsewhere);
    Principal caller = tenant.admin();

    for (DocumentId id : List.of(foreign.id(), elsewhere.id(), new DocumentId(Fixtures.id()))) {
      assertThat(Outcomes.refusal(addDocument.retry(caller, dataset.id(), id)))
          .isEqualTo(new Refusal.NotFound("document"));
    }
    assertThat(Outcomes.refusal(addDocument.retry(caller, foreignDataset.id(), foreign.id())))
        .isEqualTo(new Refusal.NotFound("document"));

    assertThat(enqueued).isEmpty();
    assertThat(stores.documents().find(other.id(), foreign.id())).contains(foreign);
  }
}

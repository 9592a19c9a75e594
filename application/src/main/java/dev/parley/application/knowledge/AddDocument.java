package dev.parley.application.knowledge;

import dev.parley.application.audit.Audit;
import dev.parley.application.knowledge.TextExtractor.Inspection;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes a document in: judges it, stores it and has it ingested. What cannot be read is refused
 * before anything is stored.
 */
public final class AddDocument {
  private final Datasets datasets;
  private final Documents documents;
  private final TextExtractor extractor;
  private final IngestionQueue queue;
  private final AdmitDocument admitDocument;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;

  public AddDocument(
      Datasets datasets,
      Documents documents,
      TextExtractor extractor,
      IngestionQueue queue,
      AdmitDocument admitDocument,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      Clock clock) {
    this.datasets = Objects.requireNonNull(datasets);
    this.documents = Objects.requireNonNull(documents);
    this.extractor = Objects.requireNonNull(extractor);
    this.queue = Objects.requireNonNull(queue);
    this.admitDocument = Objects.requireNonNull(admitDocument);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * What is to be taken in.
   *
   * @param title blank: the file's name
   * @param filename as the caller says; any folders in it are dropped
   */
  public record Command(
      Principal caller,
      DatasetId dataset,
      String title,
      String filename,
      List<String> tags,
      byte[] content) {}

  /**
   * Refused where there is no such dataset, for content that cannot be read, and while too many
   * documents wait. The same bytes in the same dataset answer the document that is there.
   */
  public Outcome<Document> add(Command command) {
    TenantId tenant = command.caller().tenant();
    if (datasets.find(tenant, command.dataset()).isEmpty()) {
      return Outcome.refused(new Refusal.NotFound("dataset"));
    }
    if (command.content().length == 0) {
      return Outcome.refused(
          new Refusal.Invalid("empty_document", "file", "file: 0 bytes (expected: content)"));
    }
    Optional<Refusal> full = admitDocument.refusal(tenant);
    if (full.isPresent()) {
      return Outcome.refused(full.get());
    }
    String filename = UploadedName.of(command.filename());
    return switch (extractor.inspect(command.content(), filename)) {
      case Inspection.Rejected rejected -> Outcome.refused(refusal(rejected.error()));
      case Inspection.Accepted accepted -> store(command, filename, accepted.mediaType());
    };
  }

  private Outcome<Document> store(Command command, String filename, String mediaType) {
    String title = command.title().isBlank() ? filename : command.title().strip();
    Document document =
        Document.accept(
            new DocumentId(ids.next()),
            command.caller().tenant(),
            command.dataset(),
            InvalidValue.requireLength("title", title, 1, UploadedName.MAX_LENGTH),
            filename,
            mediaType,
            command.content().length,
            hash(command.content()),
            KeepDatasets.tags(command.tags()),
            clock.instant());
    return unitOfWork.inTenant(
        command.caller().tenant(),
        () -> {
          Optional<Document> present = documents.add(document, command.content());
          if (present.isPresent()) {
            return Outcome.done(present.get());
          }
          queue.enqueue(document.tenant(), document.id());
          audit.record(
              document.tenant(),
              command.caller().subject(),
              AuditAction.DOCUMENT_CREATED,
              document.id(),
              Map.of("media_type", mediaType, "bytes", String.valueOf(document.bytes())));
          return Outcome.done(document);
        });
  }

  /** Has a document that failed, or that is to be cut anew, ingested once more. */
  public Outcome<Document> retry(Principal caller, DatasetId dataset, DocumentId id) {
    return retry(caller, id, "document", document -> document.dataset().equals(dataset));
  }

  /** Does a job once more that failed, was cancelled or succeeded; it goes by its document's id. */
  public Outcome<Document> retryJob(Principal caller, DocumentId id) {
    return retry(caller, id, "job", document -> true);
  }

  private Outcome<Document> retry(
      Principal caller, DocumentId id, String kind, Predicate<Document> wanted) {
    TenantId tenant = caller.tenant();
    return unitOfWork.inTenant(
        tenant,
        () -> {
          Optional<Document> found = documents.find(tenant, id).filter(wanted);
          if (found.isEmpty()) {
            return Outcome.refused(new Refusal.NotFound(kind));
          }
          if (!found.get().status().isFinal()) {
            return Outcome.refused(
                new Refusal.Conflict("document_busy", "The document is being processed already."));
          }
          Document queued = found.get().progressed(DocumentStatus.QUEUED, 0, clock.instant());
          documents.update(queued);
          queue.enqueue(tenant, id);
          audit.record(tenant, caller.subject(), AuditAction.DOCUMENT_RETRIED, id);
          return Outcome.done(queued);
        });
  }

  private static Refusal refusal(DocumentError error) {
    return new Refusal.Invalid(error.code(), "file", error.detail());
  }

  /** SHA-256 in hexadecimal digits. */
  static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

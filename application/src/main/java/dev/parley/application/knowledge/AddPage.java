package dev.parley.application.knowledge;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import dev.parley.domain.web.WebAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes a document in that is on the web. It is fetched later, by {@link IngestDocument}: a request
 * waits for nobody else's server.
 */
public final class AddPage {
  private static final int MAX_TITLE_LENGTH = 255;

  private final Datasets datasets;
  private final Documents documents;
  private final IngestionQueue queue;
  private final AdmitDocument admitDocument;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final boolean fetches;

  /**
   * @param fetches whether this installation fetches anything at all
   */
  public AddPage(
      Datasets datasets,
      Documents documents,
      IngestionQueue queue,
      AdmitDocument admitDocument,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      Clock clock,
      boolean fetches) {
    this.datasets = Objects.requireNonNull(datasets);
    this.documents = Objects.requireNonNull(documents);
    this.queue = Objects.requireNonNull(queue);
    this.admitDocument = Objects.requireNonNull(admitDocument);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
    this.fetches = fetches;
  }

  /**
   * What is to be taken in.
   *
   * @param title blank: the address without its scheme
   */
  public record Command(
      Principal caller, DatasetId dataset, WebAddress address, String title, List<String> tags) {
    public Command {
      tags = List.copyOf(tags);
    }
  }

  /**
   * Refused where there is no such dataset, where nothing is fetched, and while too many documents
   * wait. The same address in the same dataset answers the document that is there.
   */
  public Outcome<Document> add(Command command) {
    TenantId tenant = command.caller().tenant();
    if (datasets.find(tenant, command.dataset()).isEmpty()) {
      return Outcome.refused(new Refusal.NotFound("dataset"));
    }
    if (!fetches) {
      return Outcome.refused(
          new Refusal.Invalid(
              "unsupported_source", "url", "url: given (expected: text, or a file as multipart)"));
    }
    Optional<Refusal> full = admitDocument.refusal(tenant);
    if (full.isPresent()) {
      return Outcome.refused(full.get());
    }
    String title = command.title().isBlank() ? command.address().label() : command.title().strip();
    Document document =
        Document.acceptPage(
            new DocumentId(ids.next()),
            tenant,
            command.dataset(),
            InvalidValue.requireLength("title", title, 1, MAX_TITLE_LENGTH),
            command.address(),
            KeepDatasets.tags(command.tags()),
            clock.instant());
    return unitOfWork.inTenant(
        tenant,
        () -> {
          Optional<Document> present = documents.addPage(document);
          if (present.isPresent()) {
            return Outcome.done(present.get());
          }
          queue.enqueue(tenant, document.id());
          audit.record(
              tenant,
              command.caller().subject(),
              AuditAction.DOCUMENT_CREATED,
              document.id(),
              Map.of("source", "url"));
          return Outcome.done(document);
        });
  }

  /**
   * Has a page fetched and read once more, if there is a newer version. Until that is indexed the
   * present one is found.
   */
  public Outcome<Document> refresh(Principal caller, DatasetId dataset, DocumentId id) {
    TenantId tenant = caller.tenant();
    return unitOfWork.inTenant(
        tenant,
        () -> {
          Optional<Document> found =
              documents.find(tenant, id).filter(document -> document.dataset().equals(dataset));
          if (found.isEmpty()) {
            return Outcome.refused(new Refusal.NotFound("document"));
          }
          if (found.get().source() == null || !fetches) {
            return Outcome.refused(
                new Refusal.Conflict(
                    "not_refreshable",
                    "The document was uploaded, or this server fetches nothing from the web."));
          }
          if (!found.get().status().isFinal()) {
            return Outcome.refused(
                new Refusal.Conflict("document_busy", "The document is being processed already."));
          }
          Document queued = found.get().toBeFetched(clock.instant());
          documents.update(queued);
          queue.enqueue(tenant, id);
          audit.record(tenant, caller.subject(), AuditAction.DOCUMENT_REFRESHED, id);
          return Outcome.done(queued);
        });
  }
}

package dev.parley.application.knowledge;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Ends the work on a document, whether it waits or is being done. */
public final class CancelIngestion {
  private final Documents documents;
  private final Reindexings reindexings;
  private final Jobs jobs;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Clock clock;

  public CancelIngestion(
      Documents documents,
      Reindexings reindexings,
      Jobs jobs,
      UnitOfWork unitOfWork,
      Audit audit,
      Clock clock) {
    this.documents = Objects.requireNonNull(documents);
    this.reindexings = Objects.requireNonNull(reindexings);
    this.jobs = Objects.requireNonNull(jobs);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Refused where there is no such document, and for one that is not being worked on. A document
   * that was indexed before stays so, under the version that is found; another one fails.
   */
  public Outcome<Document> cancel(Principal caller, DocumentId id) {
    TenantId tenant = caller.tenant();
    return unitOfWork.inTenant(
        tenant,
        () -> {
          Optional<Document> held = documents.hold(tenant, id);
          if (held.isEmpty()) {
            return Outcome.refused(new Refusal.NotFound("job"));
          }
          if (held.get().status().isFinal()) {
            return Outcome.refused(
                new Refusal.Conflict("job_ended", "The document is not being processed."));
          }
          Document ended = ended(held.get());
          long fence = documents.fence(tenant, id).orElseThrow();
          boolean unused = documents.advance(ended, fence);
          // With its job goes what it was to do for an edition that is being built.
          reindexings.forget(tenant, id);
          jobs.remove(tenant, id);
          audit.record(tenant, caller.subject(), AuditAction.DOCUMENT_CANCELLED, id);
          return Outcome.done(ended);
        });
  }

  private Document ended(Document document) {
    Instant now = clock.instant();
    if (document.chunks() == 0) {
      return document.failed(DocumentError.CANCELLED, now);
    }
    return document.source() == null
        ? document.progressed(DocumentStatus.INDEXED, 1, now)
        : document.unchanged(now);
  }
}
